import type { Span } from "../../src/base/span.ts";
import type {
  ColumnDefinition,
  ColumnTests,
  Definition,
  DependencyCall,
  ExposureDefinition,
  GroupDefinition,
  HandlebarsMacro,
  Json,
  MacroDefinition,
  ModelDefinition,
  NodeSettings,
  Project,
  ProjectConfig,
  SeedDefinition,
  SelectorDefinition,
  SettingsLayer,
  SingularTestDefinition,
  SourceDefinition,
  TestDefinition,
  TestSettings,
} from "../../src/project/definitions.ts";
import type { TemplateFacts } from "../../src/project/template-facts.ts";

/** Builds small projects without files. Every maker fills in what a test does not care about. */
export function makeProject(
  definitions: readonly Definition[],
  { config, macros = [] }: { config?: Partial<ProjectConfig>; macros?: readonly MacroDefinition[] } = {},
): Project {
  return {
    root: "/project",
    config: makeConfig(config),
    definitions,
    macros: Object.fromEntries(macros.map((macro) => [macro.name, macro])),
    docs: {},
    imports: [],
    rules: [],
  };
}

export function makeConfig(config: Partial<ProjectConfig> = {}): ProjectConfig {
  const target = {
    type: "duckdb" as const,
    name: "dev",
    path: ":memory:",
    schema: "main",
    settings: {},
    extensions: [],
    span: makeSpan("project.yml"),
  };
  return {
    name: "test",
    stages: [],
    folders: {},
    testDefaults: {},
    vars: {},
    target: "dev",
    targets: { dev: target },
    packages: [],
    rules: {},
    hooks: { onRunStart: [], onRunEnd: [] },
    span: makeSpan("project.yml"),
    ...config,
  };
}

export function makeSpan(file: string, line = 1, column = 1): Span {
  return { file, line, column };
}

/** `"stg_orders"`, `"pkg.stg_orders"`, `"stg_orders@2"` (version 2) or `"source:shop.orders"`. */
export function makeCall(text: string, span: Span = makeSpan("calls")): DependencyCall {
  if (text.startsWith("source:")) return { call: "source", arguments: text.slice(7).split("."), span };
  const [name = "", version] = text.split("@");
  return { call: "ref", arguments: name.split("."), ...(version !== undefined && { version }), span };
}

export interface TemplateOptions {
  readonly reads?: readonly string[];
  readonly macros?: readonly string[];
  readonly dynamic?: boolean;
}

/** Facts of a template whose n-th call is on line n + 1. */
export function makeTemplate(file: string, options: TemplateOptions = {}): TemplateFacts {
  const { reads = [], macros = [], dynamic = false } = options;
  return {
    file,
    hash: `hash of ${file}`,
    dependencies: reads.map((text, index) => makeCall(text, makeSpan(file, index + 2, 15))),
    vars: [],
    envs: [],
    macros: macros.map((name, index) => ({ name, span: makeSpan(file, index + 20), partial: true })),
    config: {},
    configSpans: {},
    usesIncremental: false,
    usesThis: false,
    dynamic,
  };
}

export function makeLayer(settings: NodeSettings, file = "project.yml"): SettingsLayer {
  const spans = Object.fromEntries(
    Object.keys(settings).map((key, index) => [key, makeSpan(file, index + 1)]),
  );
  return { settings, spans };
}

export interface ModelOptions extends TemplateOptions {
  readonly file?: string;
  readonly package?: string;
  readonly settings?: NodeSettings;
  /** Farther layers, before `settings`. */
  readonly layers?: readonly NodeSettings[];
  readonly version?: string;
  readonly latestVersion?: string;
  readonly columns?: readonly TestedColumn[];
  readonly tests?: readonly TestDefinition[];
  readonly patchFile?: string;
  readonly deprecationDate?: string;
  readonly description?: string;
}

export function makeModel(name: string, options: ModelOptions = {}): ModelDefinition {
  const { settings, layers = [], reads, macros, dynamic, columns = [], tests = [], ...rest } = options;
  const file = options.file ?? `models/${name}.sql`;
  return {
    kind: "model",
    name,
    package: "test",
    span: makeSpan(file),
    ...splitColumns(columns),
    tests,
    template: makeTemplate(file, { reads, macros, dynamic }),
    ...rest,
    file,
    layers: [...layers.map((layer) => makeLayer(layer)), ...(settings ? [makeLayer(settings, file)] : [])],
  };
}

export function makeSeed(
  name: string,
  options: Partial<Omit<SeedDefinition, "columns">> & {
    settings?: NodeSettings;
    columns?: readonly TestedColumn[];
  } = {},
): SeedDefinition {
  const { settings, columns = [], ...rest } = options;
  const file = options.file ?? `models/${name}.csv`;
  const layers = settings ? [makeLayer(settings)] : [];
  return {
    kind: "seed",
    name,
    package: "test",
    span: makeSpan(file),
    layers,
    ...splitColumns(columns),
    tests: [],
    ...rest,
    file,
  };
}

/** A source's table, `"shop.orders"`. */
export function makeSource(
  fullName: string,
  {
    columns = [],
    ...options
  }: Partial<Omit<SourceDefinition, "columns">> & { columns?: readonly TestedColumn[] } = {},
): SourceDefinition {
  const [source = "", name = ""] = fullName.split(".");
  return {
    kind: "source",
    source,
    name,
    package: "test",
    file: "models/sources.yml",
    span: makeSpan("models/sources.yml"),
    readOptions: {},
    ...splitColumns(columns),
    tests: [],
    tags: [],
    meta: {},
    enabled: true,
    ...options,
  };
}

/** A column together with its tests, as one writes it. */
export interface TestedColumn extends ColumnDefinition {
  readonly tests?: readonly TestDefinition[];
}

function splitColumns(columns: readonly TestedColumn[]): {
  columns: readonly ColumnDefinition[];
  columnTests: readonly ColumnTests[];
} {
  return {
    columns: columns.map(({ tests: _tests, ...column }) => column),
    columnTests: columns.flatMap(({ name: column, tags, tests = [], constraints }) => {
      const constrained = constraints.length > 0;
      return tests.length > 0 || constrained
        ? { column, tags, tests, ...(constrained && { constrained }) }
        : [];
    }),
  };
}

export function makeColumn(name: string, options: Partial<TestedColumn> = {}): TestedColumn {
  return {
    name,
    tags: [],
    meta: {},
    constraints: [],
    span: makeSpan("models/schema.yml"),
    ...options,
  };
}

export function makeTest(
  test: string,
  parameters: Readonly<Record<string, Json>> = {},
  options: Partial<TestDefinition> = {},
): TestDefinition {
  return { test, arguments: parameters, settings: {}, span: makeSpan("models/schema.yml"), ...options };
}

export function makeSingularTest(
  name: string,
  options: TemplateOptions & { settings?: TestSettings; file?: string } = {},
): SingularTestDefinition {
  const { settings = {}, file = `tests/${name}.sql`, ...template } = options;
  return {
    kind: "singular-test",
    name,
    package: "test",
    file,
    span: makeSpan(file),
    template: makeTemplate(file, template),
    settings,
  };
}

export function makeExposure(
  name: string,
  reads: readonly string[],
  options: Partial<ExposureDefinition> = {},
): ExposureDefinition {
  const file = options.file ?? "models/schema.yml";
  return {
    kind: "exposure",
    name,
    package: "test",
    span: makeSpan(file),
    type: "dashboard",
    owner: {},
    dependsOn: reads.map((text, index) => makeCall(text, makeSpan(file, index + 2))),
    tags: [],
    meta: {},
    ...options,
    file,
  };
}

export function makeGroup(name: string): GroupDefinition {
  const file = "models/groups.yml";
  return { kind: "group", name, package: "test", file, span: makeSpan(file), owner: {} };
}

export function makeSelector(name: string, definition: Json, isDefault = false): SelectorDefinition {
  const file = "models/selectors.yml";
  return { kind: "selector", name, package: "test", file, span: makeSpan(file), definition, isDefault };
}

export function makeMacro(name: string, options: TemplateOptions = {}): HandlebarsMacro {
  const file = `macros/${name}.hbs`;
  return {
    kind: "handlebars",
    name,
    file,
    hash: `hash of ${file}`,
    parameters: null,
    template: makeTemplate(file, options),
    span: makeSpan(file),
  };
}
