/** Every option of the command line, as the commands receive it; absent where not given. */
export interface Options {
  // common
  readonly projectDir?: string;
  readonly target?: string;
  readonly vars?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly cache?: boolean;
  // selection
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  readonly selector?: string;
  readonly resourceType?: readonly string[];
  readonly excludeResourceType?: readonly string[];
  readonly indirectSelection?: "eager" | "cautious" | "buildable" | "empty";
  readonly state?: string;
  // running
  readonly threads?: number;
  readonly fullRefresh?: boolean;
  readonly force?: boolean;
  readonly failFast?: boolean;
  readonly dryRun?: boolean;
  readonly empty?: boolean;
  readonly sample?: string;
  readonly eventTimeStart?: string;
  readonly eventTimeEnd?: string;
  readonly storeFailures?: boolean;
  readonly lockTimeout?: string;
  readonly check?: boolean;
  // checking
  readonly types?: boolean;
  // printing
  readonly output?: string;
  readonly outputKeys?: readonly string[];
  readonly inline?: string;
  readonly limit?: number;
  // single commands
  readonly write?: string;
  readonly drop?: boolean;
  readonly all?: boolean;
  readonly scale?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly catalog?: boolean;
  readonly up?: boolean;
  readonly down?: boolean;
  readonly depth?: string;
  readonly writeContracts?: boolean;
  readonly at?: string;
  readonly set?: string;
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
  /** features drift: what to compare with. */
  readonly reference?: string;
  /** features correlations: from which association on; `--limit` of it. */
  readonly strength?: number;
}

export type OptionName = keyof Options;

export interface OptionDefinition {
  /** As the help shows it: `-s, --select <selector...>`. */
  readonly flags: string;
  readonly description: string;
  readonly value?: ValueKind;
  readonly choices?: readonly string[];
}

/** flag: no value; text; list: repeatable, each taking several words; texts: repeatable, one word each. */
type ValueKind = "flag" | "text" | "list" | "texts" | "count" | "number";

/** The options that every command takes. */
export const commonOptions: readonly OptionName[] = [
  "projectDir",
  "target",
  "vars",
  "json",
  "quiet",
  "color",
  "cache",
];

/** The options that choose nodes. */
export const selectionOptions: readonly OptionName[] = [
  "select",
  "exclude",
  "selector",
  "resourceType",
  "excludeResourceType",
  "indirectSelection",
  "state",
];

/** The options of the commands that run nodes. */
export const runOptions: readonly OptionName[] = [
  "threads",
  "force",
  "fullRefresh",
  "failFast",
  "dryRun",
  "empty",
  "sample",
  "eventTimeStart",
  "eventTimeEnd",
  "storeFailures",
  "lockTimeout",
  "check",
];

const nodeKinds = [
  "model",
  "seed",
  "snapshot",
  "feature_view",
  "training_set",
  "source",
  "test",
  "unit_test",
  "exposure",
];

/** The table that the parser and the help are made of. */
export const optionTable: Readonly<Record<OptionName, OptionDefinition>> = {
  projectDir: {
    flags: "--project-dir <dir>",
    description: "folder of project.yml (default: here or above)",
    value: "text",
  },
  target: { flags: "--target <name>", description: "target of project.yml to work on", value: "text" },
  vars: {
    flags: "--vars <key=value>",
    description: "set a variable; also YAML or JSON, and may be repeated",
    value: "texts",
  },
  json: { flags: "--json", description: "print JSON on standard output" },
  quiet: { flags: "-q, --quiet", description: "print only results and problems" },
  color: { flags: "--no-color", description: "print without colour (NO_COLOR does the same)" },
  cache: { flags: "--no-cache", description: "read every file again, without what was parsed before" },

  select: {
    flags: "-s, --select <selector...>",
    description: "nodes to take: name, path:, tag:, state:, +parents, children+, @, a,b",
    value: "list",
  },
  exclude: { flags: "--exclude <selector...>", description: "nodes to leave out", value: "list" },
  selector: { flags: "--selector <name>", description: "a selector declared in YAML", value: "text" },
  resourceType: {
    flags: "--resource-type <kind...>",
    description: "only nodes of these kinds",
    value: "list",
    choices: nodeKinds,
  },
  excludeResourceType: {
    flags: "--exclude-resource-type <kind...>",
    description: "no nodes of these kinds",
    value: "list",
    choices: nodeKinds,
  },
  indirectSelection: {
    flags: "--indirect-selection <mode>",
    description: "which tests come with selected nodes",
    value: "text",
    choices: ["eager", "cautious", "buildable", "empty"],
  },
  state: {
    flags: "--state <dir>",
    description: "artifacts that state:, result: and source_status: compare with",
    value: "text",
  },

  threads: { flags: "--threads <n>", description: "nodes built at once", value: "count" },
  force: { flags: "--force", description: "run every selected node, changed or not" },
  fullRefresh: { flags: "--full-refresh", description: "rebuild incremental models from nothing" },
  failFast: { flags: "--fail-fast", description: "start nothing more after the first failure" },
  dryRun: { flags: "--dry-run", description: "say what would run and why, and run nothing" },
  empty: { flags: "--empty", description: "read no rows: only the shapes are built" },
  sample: {
    flags: "--sample <duration>",
    description: "read only the last stretch of event time, such as 7d",
    value: "text",
  },
  eventTimeStart: {
    flags: "--event-time-start <time>",
    description: "fill microbatches from this moment (UTC)",
    value: "text",
  },
  eventTimeEnd: {
    flags: "--event-time-end <time>",
    description: "fill microbatches up to this moment (UTC)",
    value: "text",
  },
  storeFailures: { flags: "--store-failures", description: "keep the failing rows of every test" },
  lockTimeout: {
    flags: "--lock-timeout <duration>",
    description: "how long to wait for another build on the file, such as 30s (default 5m)",
    value: "text",
  },

  check: { flags: "--no-check", description: "run without looking for mistakes in all of it first" },

  types: { flags: "--types", description: "also run TypeScript over models and macros" },

  output: { flags: "-o, --output <format>", description: "how to print", value: "text" },
  outputKeys: { flags: "--output-keys <key...>", description: "keys of each node in JSON", value: "list" },
  inline: { flags: "--inline <sql>", description: "a query of your own, with refs", value: "text" },
  limit: { flags: "--limit <n>", description: "at most so many rows (default 20; 0 is all)", value: "count" },
  write: {
    flags: "--write <node>",
    description: "write a unit test of the node from rows of the warehouse",
    value: "text",
  },
  drop: { flags: "--drop", description: "drop what is listed" },
  all: { flags: "--all", description: "delete the DuckDB files below target/ too" },
  scale: {
    flags: "--scale <n>",
    description: "1 is about 20,000 customers and 1.5 million events",
    value: "number",
  },
  seed: { flags: "--seed <n>", description: "equal seeds give equal data", value: "count" },
  out: { flags: "--out <dir>", description: "where the files go", value: "text" },
  catalog: { flags: "--no-catalog", description: "do not write target/catalog.json" },
  up: { flags: "--up", description: "what it comes from (the default)" },
  down: { flags: "--down", description: "what uses it" },
  depth: { flags: "--depth <n>", description: "how many steps to go; all for the whole way", value: "text" },
  reference: {
    flags: "--reference <what>",
    description: "what to compare with: previous, a length of time such as 30d, or a table of the project",
    value: "text",
  },
  strength: {
    flags: "--limit <r>",
    description: "pairs of at least this association, from 0 to 1 (default 0.9)",
    value: "number",
  },
  writeContracts: {
    flags: "--write-contracts",
    description:
      "write the columns and types that statements give into YAML: of models with a contract, or of the selected ones",
  },
  at: {
    flags: "--at <time>",
    description:
      "as it stood at this moment (a time is UTC, a date its midnight in the zone of the features), worked out from the warehouse",
    value: "text",
  },
  set: { flags: "--set <name>", description: "only this feature view or set", value: "text" },
  host: { flags: "--host <host>", description: "address to listen on (default 127.0.0.1)", value: "text" },
  port: {
    flags: "--port <n>",
    description: "port to listen on (default 8765; 0 takes any that is free)",
    value: "count",
  },
  token: {
    flags: "--token <token>",
    description: "what requests have to bring; better given as QUERN_TOKEN, which other users cannot see",
    value: "text",
  },
};
