import type { Span } from "../base/span.ts";
import type { DependencyCall } from "../template/dependency-text.ts";
import type {
  EntityDefinition,
  FeatureSetDefinition,
  FeatureViewDefinition,
} from "./features/definitions.ts";
import type { TemplateFacts } from "./template-facts.ts";

export type { DependencyCall };

/** YAML scalars, lists and maps, as plain data. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What `readProject` returns: every definition of the project, normalized, each with its place. */
export interface Project {
  /** Absolute path of the folder that holds project.yml. Never written to an artifact. */
  readonly root: string;
  readonly config: ProjectConfig;
  readonly definitions: readonly Definition[];
  /** `macros/*.hbs` and `macros/*.ts` by name. */
  readonly macros: Readonly<Record<string, MacroDefinition>>;
  /** Docs blocks of `*.md` by name. */
  readonly docs: Readonly<Record<string, DocsBlock>>;
  /** `rules/*.sql`. */
  readonly rules: readonly RuleDefinition[];
  /** All that the files in TypeScript are made of, themselves among them; relative to the root. */
  readonly imports: readonly string[];
}

/** A kind is a parser file and a compiler file, and two table entries. */
export type Definition =
  | SourceDefinition
  | ModelDefinition
  | SeedDefinition
  | SingularTestDefinition
  | ExposureDefinition
  | GroupDefinition
  | SelectorDefinition
  | UnitTestDefinition
  | EntityDefinition
  | FeatureViewDefinition
  | FeatureSetDefinition;

/* ------------------------------------------------------------------ project.yml */

export interface ProjectConfig {
  readonly name: string;
  /** In order; empty where the project declares none (then no stage rule applies). */
  readonly stages: readonly string[];
  /** Defaults of folders below models/: path without `models/` ("" is every model) -> settings. */
  readonly folders: Readonly<Record<string, NodeSettings>>;
  /** What `features:` says of all views and sets; absent where it says nothing. */
  readonly features?: NodeSettings;
  /** `tests:` of project.yml: defaults of every data test. */
  readonly testDefaults: TestSettings;
  readonly vars: Readonly<Record<string, Json>>;
  /** Name of the default target. */
  readonly target: string;
  readonly targets: Readonly<Record<string, TargetConfig>>;
  readonly packages: readonly string[];
  /** `rules:`, by the rule's name. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly hooks: { readonly onRunStart: readonly string[]; readonly onRunEnd: readonly string[] };
  readonly span: Span;
}

/** What project.yml says about a rule. */
export interface RuleSetting {
  readonly severity?: RuleSeverity;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly span: Span;
}

export type RuleSeverity = "off" | "warn" | "error";

export type TargetConfig = DuckDbTarget | PostgresTarget;

export interface DuckDbTarget {
  readonly type: "duckdb";
  readonly name: string;
  /** Relative to the project, or ":memory:". */
  readonly path: string;
  /** Schema that relations go to where a model names none. Default "main". */
  readonly schema: string;
  /** Nodes built at once; `--threads` overrides. */
  readonly threads?: number;
  /** DuckDB settings, such as memory_limit. */
  readonly settings: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
  readonly span: Span;
}

export interface PostgresTarget {
  readonly type: "postgres";
  readonly name: string;
  readonly url: string;
  readonly schema: string;
  readonly threads?: number;
  readonly span: Span;
}

/* ------------------------------------------------------------------ settings that nodes share */

export type Materialized = "view" | "table" | "ephemeral" | "incremental" | "snapshot" | "external" | "seed";

export type IncrementalStrategy = "append" | "delete+insert" | "merge" | "microbatch";

/**
 * What a user may set for a model, seed or snapshot, in project.yml (per folder), in YAML beside it, or in the file; the
 * nearest wins, `tags` add up and `meta` merges. Absent means "not said here".
 */
export interface NodeSettings {
  readonly materialized?: Materialized;
  readonly enabled?: boolean;
  readonly schema?: string;
  readonly alias?: string;
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, Json>>;
  readonly group?: string;
  readonly access?: "private" | "protected" | "public";
  readonly stage?: string;
  readonly pre_hook?: readonly string[];
  readonly post_hook?: readonly string[];
  readonly persist_docs?: boolean;
  readonly full_refresh?: boolean;
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  readonly owner?: string;
  /** Rules that are not held; those of all layers add up. */
  readonly allow?: readonly Allowance[];
  /** Declared volatile: runs at each build. */
  readonly volatile?: boolean;
  /** Columns, types and constraints have to be exactly those declared. */
  readonly contract?: boolean;
  // incremental
  readonly strategy?: IncrementalStrategy;
  readonly unique_key?: readonly string[];
  readonly on_schema_change?: "fail" | "append" | "sync" | "ignore";
  /** merge: columns to update (others keep the old value), or columns never updated. */
  readonly merge_update_columns?: readonly string[];
  readonly merge_exclude_columns?: readonly string[];
  /** merge: a condition on `new` and `old` (both row aliases) for updating a matched row. */
  readonly merge_update_condition?: string;
  /** delete+insert and merge: a condition on the existing rows (`old`) that bounds the search. */
  readonly incremental_predicates?: readonly string[];
  // microbatch, --sample
  readonly event_time?: string;
  readonly batch_size?: "hour" | "day" | "month" | "year";
  readonly lookback?: number;
  /** ISO date or timestamp (UTC). */
  readonly begin?: string;
  readonly concurrent_batches?: boolean;
  // snapshot
  readonly snapshot_strategy?: "timestamp" | "check";
  readonly updated_at?: string;
  /** Column names, or ["all"]. */
  readonly check_cols?: readonly string[];
  readonly hard_deletes?: "ignore" | "invalidate" | "new_record";
  /** Column names of the validity interval; defaults valid_from, valid_to, is_deleted, snapshot_id, updated_at as dbt_* without the prefix. */
  readonly snapshot_columns?: Readonly<Record<string, string>>;
  /** Value of valid_to for current rows; SQL expression. Default NULL. */
  readonly valid_to_current?: string;
  // external
  readonly location?: string;
  readonly format?: "parquet" | "csv" | "json";
  readonly partition_by?: readonly string[];
  readonly write_options?: Readonly<Record<string, Json>>;
  // seed
  readonly delimiter?: string;
  readonly null_values?: readonly string[];
  readonly quote_columns?: boolean;
  readonly column_types?: Readonly<Record<string, string>>;
  // feature views and training sets
  /** IANA name of the zone of dates and of calendar steps. */
  readonly timezone?: string;
  /** Moment of current values: now, hour, day, or a date or timestamp. */
  readonly as_of?: string;
  /** Builds of a training set whose rows are kept. */
  readonly keep_versions?: number;
  /** Builds of which statistics are kept; default 100; with 0 nothing is measured. */
  readonly keep_statistics?: number;
}

/** Findings of a rule that are silenced. */
export interface Allowance {
  readonly rule: string;
  readonly reason: string;
  readonly span: Span;
}

/** A settings layer as written, with the place of each key. */
export interface SettingsLayer {
  readonly settings: NodeSettings;
  readonly spans: Readonly<Record<string, Span>>;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly description?: string;
  readonly type?: string;
  readonly pii?: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly constraints: readonly ConstraintDefinition[];
  readonly span: Span;
}

/** A constraint of a contract, on a column or (with `columns`) on the whole model. */
export interface ConstraintDefinition {
  readonly type: string;
  readonly name?: string;
  readonly expression?: string;
  readonly columns?: readonly string[];
  readonly to?: string;
  readonly toColumns?: readonly string[];
  /** The user knows that it is not held (`warn_unsupported: false`, `warn_unenforced: false`). */
  readonly silent?: true;
  readonly span: Span;
}

/* ------------------------------------------------------------------ tests */

export interface TestSettings {
  readonly severity?: "error" | "warn";
  /** Comparison on the number of failing rows: "> 10", "!= 0", "between 1 and 5". Default "!= 0". */
  readonly warn_if?: string;
  readonly error_if?: string;
  readonly where?: string;
  readonly limit?: number;
  readonly store_failures?: boolean;
  readonly tags?: readonly string[];
  readonly enabled?: boolean;
  readonly meta?: Readonly<Record<string, Json>>;
}

/** A generic data test as declared under a node or a column. */
export interface TestDefinition {
  /** not_null, unique, accepted_values, ..., or the name of a macro. */
  readonly test: string;
  /** Given by the user; where absent the graph makes `test_model_column`. */
  readonly name?: string;
  readonly description?: string;
  readonly column?: string;
  readonly arguments: Readonly<Record<string, Json>>;
  readonly settings: TestSettings;
  readonly span: Span;
}

/**
 * The tests declared on one column. They stand apart from the columns: a test is a node, which every command needs, while what else is said
 * of columns is mostly left unread.
 */
export interface ColumnTests {
  readonly column: string;
  /** The column's, which its tests inherit. */
  readonly tags: readonly string[];
  readonly tests: readonly TestDefinition[];
  /** Set where the column has constraints, which become tests as well. They stand with the column. */
  readonly constrained?: boolean;
}

/* ------------------------------------------------------------------ kinds */

/** What every definition has. */
export interface DefinitionBase {
  readonly name: string;
  /** File that declares it, relative to the project, with `/`. */
  readonly file: string;
  readonly package: string;
  readonly span: Span;
  readonly description?: string;
}

export interface Freshness {
  /** Column or SQL expression of the load time. Absent for files: then the time of the newest file counts. */
  readonly column?: string;
  readonly filter?: string;
  /** Seconds. */
  readonly warnAfter?: number;
  readonly errorAfter?: number;
}

export interface SourceDefinition extends DefinitionBase {
  readonly kind: "source";
  /** The source's name; `name` is the table's. */
  readonly source: string;
  /** Path or glob with `{table}` filled in, relative to the project; absent for tables of the target. */
  readonly path?: string;
  readonly format?: "csv" | "json" | "parquet";
  readonly readOptions: Readonly<Record<string, Json>>;
  readonly database?: string;
  readonly schema?: string;
  readonly identifier?: string;
  readonly freshness?: Freshness;
  readonly eventTime?: string;
  readonly columns: readonly ColumnDefinition[];
  readonly tests: readonly TestDefinition[];
  readonly columnTests: readonly ColumnTests[];
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly allow?: readonly Allowance[];
  readonly enabled: boolean;
}

/** Models and snapshots (`materialized: snapshot`). One definition a version. */
export interface ModelDefinition extends DefinitionBase {
  readonly kind: "model";
  readonly version?: string;
  readonly latestVersion?: string;
  /** Farthest first: folders of project.yml, YAML beside the model, `{{config}}` in the file. */
  readonly layers: readonly SettingsLayer[];
  readonly columns: readonly ColumnDefinition[];
  readonly tests: readonly TestDefinition[];
  readonly columnTests: readonly ColumnTests[];
  readonly template: TemplateFacts;
  /** The YAML file that describes it, where there is one, and the place of its name there. */
  readonly patchFile?: string;
  readonly patchSpan?: Span;
  readonly deprecationDate?: string;
  readonly constraints?: readonly ConstraintDefinition[];
}

export interface SeedDefinition extends DefinitionBase {
  readonly kind: "seed";
  readonly layers: readonly SettingsLayer[];
  readonly columns: readonly ColumnDefinition[];
  readonly tests: readonly TestDefinition[];
  readonly columnTests: readonly ColumnTests[];
  readonly patchFile?: string;
  readonly patchSpan?: Span;
  readonly constraints?: readonly ConstraintDefinition[];
}

export interface SingularTestDefinition extends DefinitionBase {
  readonly kind: "singular-test";
  readonly template: TemplateFacts;
  readonly settings: TestSettings;
}

export interface ExposureDefinition extends DefinitionBase {
  readonly kind: "exposure";
  readonly type: string;
  readonly url?: string;
  readonly maturity?: string;
  readonly owner: { readonly name?: string; readonly email?: string };
  /** Raw `ref "x"` / `source "a" "b"` calls of depends_on. */
  readonly dependsOn: readonly DependencyCall[];
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly allow?: readonly Allowance[];
}

/** `rules/NAME.sql`: a query over the catalog's tables, whose rows are findings. No node of the graph. */
export interface RuleDefinition extends DefinitionBase {
  readonly kind: "rule";
  readonly severity: RuleSeverity;
  readonly template: TemplateFacts;
}

export interface GroupDefinition extends DefinitionBase {
  readonly kind: "group";
  readonly owner: { readonly name?: string; readonly email?: string };
}

/** A named selector of YAML (`selectors:`), its definition as dbt writes it. */
export interface SelectorDefinition extends DefinitionBase {
  readonly kind: "selector";
  readonly definition: Json;
  readonly isDefault: boolean;
}

/** A unit test: what comes out of a model, snapshot or macro where its inputs are these rows. */
export interface UnitTestDefinition extends DefinitionBase {
  readonly kind: "unit-test";
  readonly subject:
    | { readonly kind: "node"; readonly input: UnitInput }
    | {
        readonly kind: "macro";
        readonly name: string;
        /** A list for a function, names for a partial. */
        readonly arguments: readonly Json[] | Readonly<Record<string, Json>>;
        readonly span: Span;
      };
  readonly given: readonly UnitGivenDefinition[];
  readonly expect: UnitExpectation;
  readonly overrides: UnitOverrides;
  /** The moment at which the clock stands. */
  readonly now?: { readonly text: string; readonly span: Span };
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
}

/** What a test calls an input: a call of `ref` or `source`, or a plain name. */
export interface UnitInput {
  readonly text: string;
  readonly call?: DependencyCall;
  readonly span: Span;
}

export interface UnitGivenDefinition {
  readonly input: UnitInput;
  readonly data: UnitData;
  /** Types of columns that nobody knows otherwise. */
  readonly types: Readonly<Record<string, string>>;
}

export type UnitData =
  | { readonly kind: "rows"; readonly rows: readonly UnitRow[]; readonly span: Span }
  /** CSV in the YAML file itself. */
  | { readonly kind: "csv"; readonly text: string; readonly span: Span }
  /** A file with CSV or, ending in .sql, a SELECT. */
  | { readonly kind: "file"; readonly path: string; readonly span: Span }
  | { readonly kind: "sql"; readonly sql: string; readonly span: Span };

export interface UnitRow {
  readonly cells: readonly UnitCell[];
  readonly span: Span;
}

export interface UnitCell {
  readonly column: string;
  readonly value: Json;
  readonly keySpan: Span;
  readonly span: Span;
}

export interface UnitExpectation {
  readonly data: UnitData;
  /** There are no columns but those named. */
  readonly exact: boolean;
  readonly ordered: boolean;
  /** With rows of before: the table afterwards, or the new rows alone. */
  readonly of: "table" | "select";
  readonly span: Span;
}

export interface UnitOverrides {
  readonly vars: Readonly<Record<string, Json>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Texts in the place of what macros give; `is_incremental: true` makes the model incremental. */
  readonly macros: readonly { readonly name: string; readonly value: Json; readonly span: Span }[];
}

export type MacroDefinition = HandlebarsMacro | TypeScriptMacro;

/** `macros/NAME.hbs`: a partial. */
export interface HandlebarsMacro {
  readonly kind: "handlebars";
  readonly name: string;
  readonly file: string;
  /** Hash of the text. */
  readonly hash: string;
  /** Parameters with defaults, from the leading `{{params a b="x"}}`; null where the macro declares none (then anything goes). */
  readonly parameters:
    | readonly { readonly name: string; readonly default?: Json; readonly required: boolean }[]
    | null;
  readonly template: TemplateFacts;
  readonly span: Span;
}

/** An exported function of `macros/*.ts` that returns SQL. */
export interface TypeScriptMacro {
  readonly kind: "typescript";
  readonly name: string;
  readonly file: string;
  /** Hash of the file bundled with what it imports. */
  readonly hash: string;
  readonly span: Span;
}

export interface DocsBlock {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly span: Span;
}
