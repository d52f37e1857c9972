import { compileGraph } from "../../../src/compile/compile-graph.ts";
import type { CompileOptions } from "../../../src/compile/options.ts";
import { renderDependencies } from "../../../src/compile/render-dependencies.ts";
import { type ResolveOptions, resolveGraph } from "../../../src/graph/resolve-graph.ts";
import type { Graph, NodeId } from "../../../src/graph/types.ts";
import type {
  ColumnDefinition,
  Definition,
  Json,
  MacroDefinition,
  NodeSettings,
  Project,
  SourceDefinition,
  TestDefinition,
  TestSettings,
} from "../../../src/project/definitions.ts";
import { parseTemplateFacts } from "../../../src/project/template.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";

/** A project written as a value: its files are texts, so that a test says all it needs in one place. */
export interface InMemoryProject {
  readonly models?: Readonly<
    Record<
      string,
      | string
      | {
          sql: string;
          settings?: NodeSettings;
          columns?: Columns;
          version?: string;
          latest?: string;
          tests?: readonly Test[];
        }
    >
  >;
  readonly seeds?: Readonly<
    Record<string, { csv: string; settings?: NodeSettings; columns?: Columns; tests?: readonly Test[] }>
  >;
  readonly sources?: Readonly<
    Record<
      string,
      Partial<Omit<SourceDefinition, "columns" | "tests">> & { columns?: Columns; tests?: readonly Test[] }
    >
  >;
  /** Name -> text of a partial, or a function. */
  readonly macros?: Readonly<Record<string, string | ((...args: never[]) => string)>>;
  /** Name -> SQL of a singular test. */
  readonly singularTests?: Readonly<Record<string, string | { sql: string; settings: TestSettings }>>;
  readonly vars?: Readonly<Record<string, Json>>;
  /** Renders templates whose refs are computed, to learn what they read. */
  readonly dynamic?: true;
}

type Columns = Readonly<Record<string, string | null>>;
export type Test = {
  test: string;
  column?: string;
  arguments?: Readonly<Record<string, Json>>;
  settings?: TestSettings;
  name?: string;
};

/** Resolves and compiles; `problems` are those of all stages. */
export function compileInMemory(project: InMemoryProject, options: Partial<CompileOptions> = {}) {
  const { graph, files, macros, problems } = resolveInMemory(project);
  const compileOptions = optionsFor(project, { files, macros }, options);
  const compiled = compileGraph(graph, Object.keys(graph.nodes) as NodeId[], compileOptions);
  return {
    graph,
    options: compileOptions,
    ...compiled.value,
    problems: [...problems, ...compiled.diagnostics],
  };
}

export function optionsFor(
  project: InMemoryProject,
  { files, macros }: { files: Readonly<Record<string, string>>; macros: Project["macros"] },
  options: Partial<CompileOptions> = {},
): CompileOptions {
  return {
    dialect: duckdbDialect,
    target: { name: "dev", type: "duckdb", schema: "main" },
    vars: project.vars ?? {},
    environment: {},
    macros,
    readText: (file) => {
      const text = files[file];
      if (text === undefined) throw new Error(`no file ${file}`);
      return text;
    },
    callMacro: (macro, args) => {
      const found = project.macros?.[macro.name];
      if (typeof found !== "function") throw new Error(`no function ${macro.name}`);
      return (found as (...args: readonly unknown[]) => string)(...args);
    },
    buildQuery: () => ({ value: undefined, diagnostics: [] }),
    now: new Date("2026-01-15T12:00:00Z"),
    ...options,
  };
}

export function resolveInMemory(project: InMemoryProject) {
  const files: Record<string, string> = {};
  const definitions: Definition[] = [];
  for (const [name, model] of Object.entries(project.models ?? {})) {
    const {
      sql,
      settings = {},
      columns = {},
      version,
      latest,
      tests = [],
    } = typeof model === "string" ? { sql: model } : model;
    const file = `models/${name}.sql`;
    files[file] = sql;
    const template = parseTemplateFacts(file, sql).value;
    definitions.push({
      kind: "model",
      ...base(version === undefined ? name : name.replace(/_v\w+$/, ""), file),
      ...(version !== undefined && { version, latestVersion: latest ?? version }),
      layers: [{ settings: { ...(template.config as NodeSettings), ...settings }, spans: {} }],
      template,
      columns: columnsOf(columns, file),
      tests: testsOf(tests, file),
      columnTests: [],
    } as Definition);
  }
  for (const [name, { csv, settings = {}, columns = {}, tests = [] }] of Object.entries(
    project.seeds ?? {},
  )) {
    const file = `models/${name}.csv`;
    files[file] = csv;
    definitions.push({
      kind: "seed",
      ...base(name, file),
      layers: [{ settings, spans: {} }],
      columns: columnsOf(columns, file),
      tests: testsOf(tests, file),
      columnTests: [],
    } as Definition);
  }
  for (const [key, { columns = {}, tests = [], ...rest }] of Object.entries(project.sources ?? {})) {
    const [source = "", name = ""] = key.split(".");
    const file = "models/sources.yml";
    definitions.push({
      kind: "source",
      ...base(name, file),
      source,
      readOptions: {},
      tags: [],
      meta: {},
      enabled: true,
      columns: columnsOf(columns, file),
      tests: testsOf(tests, file),
      columnTests: [],
      ...rest,
    } as Definition);
  }
  for (const [name, test] of Object.entries(project.singularTests ?? {})) {
    const { sql, settings } = typeof test === "string" ? { sql: test, settings: {} } : test;
    const file = `tests/${name}.sql`;
    files[file] = sql;
    const template = parseTemplateFacts(file, sql).value;
    definitions.push({ kind: "singular-test", ...base(name, file), template, settings } as Definition);
  }
  const macros = Object.fromEntries(
    Object.entries(project.macros ?? {}).map(([name, macro]) => [name, macroOf(name, macro, files)]),
  );
  const resolveOptions: ResolveOptions = project.dynamic
    ? {
        renderDependencies: (template) =>
          renderDependencies(template, optionsFor(project, { files, macros })),
      }
    : {};
  const resolved = resolveGraph(
    {
      root: "",
      config: {
        name: "shop",
        stages: [],
        folders: {},
        testDefaults: {},
        vars: project.vars ?? {},
        target: "dev",
        targets: {},
        packages: [],
        hooks: { onRunStart: [], onRunEnd: [] },
        span: place("project.yml"),
      },
      definitions,
      macros,
      docs: {},
      imports: [],
    } as unknown as Project,
    resolveOptions,
  );
  return { graph: resolved.value as Graph, files, macros, problems: resolved.diagnostics };
}

function macroOf(
  name: string,
  macro: string | ((...args: never[]) => string),
  files: Record<string, string>,
): MacroDefinition {
  if (typeof macro !== "string")
    return {
      kind: "typescript",
      name,
      file: `macros/${name}.ts`,
      hash: String(macro),
      span: place(`macros/${name}.ts`),
    };
  const file = `macros/${name}.hbs`;
  files[file] = macro;
  const template = parseTemplateFacts(file, macro).value;
  const parameters = (template as { parameters?: unknown }).parameters ?? null;
  return {
    kind: "handlebars",
    name,
    file,
    hash: template.hash,
    parameters,
    template,
    span: place(file),
  } as MacroDefinition;
}

function base(name: string, file: string) {
  return { name, file, package: "shop", span: place(file) };
}

function place(file: string) {
  return { file, line: 1, column: 1 };
}

function columnsOf(columns: Columns, file: string): ColumnDefinition[] {
  return Object.entries(columns).map(([name, type]) => ({
    name,
    ...(type !== null && { type }),
    tags: [],
    meta: {},
    constraints: [],
    span: place(file),
  })) as ColumnDefinition[];
}

function testsOf(tests: readonly Test[], file: string): TestDefinition[] {
  return tests.map((test, index) => ({
    arguments: {},
    settings: {},
    ...test,
    span: { file: file.replace(/\.\w+$/, ".yml"), line: index + 1, column: 5 },
  })) as TestDefinition[];
}
