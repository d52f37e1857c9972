import type { Definition, ModelDefinition, TestDefinition } from "../../../src/project/definitions.ts";
import {
  makeColumn,
  makeExposure,
  makeGroup,
  makeModel,
  makeProject,
  makeSelector,
  makeSingularTest,
  makeSource,
  makeTest,
} from "../make-project.ts";
import type { Row } from "./read-cases.ts";

/** What the cases of one file need beyond the table of nodes, as the fixtures of that file have it. */
interface Extra {
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly warn?: readonly string[];
  /** Instead of the versions of the table. */
  readonly versions?: readonly string[];
  readonly definitions?: readonly Definition[];
}

const extras: Readonly<Record<string, Extra>> = {
  "graph_selection/test_schema_test_graph_selection.py": {
    definitions: [
      makeModel("table_model", {
        package: "dbt_integration_project",
        columns: [makeColumn("id", { tests: [makeTest("unique")] })],
      }),
    ],
  },
  "graph_selection/test_tag_selection.py": {
    tags: { users: ["specified_as_string"], users_rollup: ["specified_in_project"] },
    warn: ["not_null_emails_email"],
  },
  "graph_selection/test_version_selection.py": { versions: ["1", "2", "3", "4.5", "5.0", "21", "test"] },
};

const columnTags = ["column_level_tag", "column_config_level_tag"];

/** Builds the project of a table of nodes, with the selectors of the file that a case comes from. */
export function makeCaseProject(rows: readonly Row[], sourceFile: string, selectors: readonly Row[]) {
  const extra = extras[sourceFile] ?? {};
  const nodes = rows.filter((row) => !extra.versions || !row.node?.startsWith("versioned."));
  const tests = nodes.filter((row) => row.type === "test:generic");
  const definitions = [
    ...nodes.flatMap((row) => define(row, tests, extra)),
    ...(extra.versions ?? []).map((version) => versionOf(version, ["base_users"])),
    ...[...new Set(nodes.flatMap((row) => row.group || []))].map(makeGroup),
    ...(extra.definitions ?? []),
    ...selectors.filter(isFirst).map((row) => {
      const definition = JSON.parse(row.definition_json ?? "null");
      return makeSelector(row.selector_name ?? "", definition, row.default === "True");
    }),
  ];
  return makeProject(definitions);
}

function isFirst(row: Row, index: number, rows: readonly Row[]): boolean {
  return rows.findIndex((other) => other.selector_name === row.selector_name) === index;
}

function define(row: Row, tests: readonly Row[], extra: Extra): Definition[] {
  const name = row.node ?? "";
  const reads = words(row.depends_on).map(callOf);
  const tags = [...words(row.tags), ...(extra.tags?.[name] ?? [])];
  switch (row.type) {
    case "source": {
      const full = name.replace(/^source:test\./, "");
      return [
        makeSource(full, {
          columns: columnsOf(name, `source_unique_${full.replace(".", "_")}_`, tests, extra),
        }),
      ];
    }
    case "exposure":
      return [makeExposure(name.replace(/^exposure:test\./, ""), reads)];
    case "test:singular":
      return [makeSingularTest(name, { reads, settings: { tags } })];
    case "test:generic":
      return [];
    case "model": {
      const version = /^versioned\.v(.*)$/.exec(name)?.[1];
      const materialized = (row.materialized || "view") as "view";
      const group = row.group || undefined;
      const settings = { materialized, tags, ...(group && { group }) };
      if (version !== undefined) return [versionOf(version, reads, { file: row.path, settings })];
      const columns = columnsOf(name, name, tests, extra);
      return [makeModel(name, { reads, settings, columns, ...(row.path && { file: row.path }) })];
    }
    default:
      throw new Error(`unknown type of node ${row.type}`);
  }
}

function versionOf(version: string, reads: readonly string[], options: object = {}): ModelDefinition {
  const file = `models/versioned_v${version}.sql`;
  return makeModel("versioned", { version, latestVersion: "2", file, reads, ...options });
}

/** The tests of a node as if declared under its columns: they are taken apart so that the graph has to name them itself. */
function columnsOf(node: string, stem: string, tests: readonly Row[], extra: Extra) {
  return tests
    .filter((row) => words(row.depends_on)[0] === node)
    .map((row) => {
      const name = row.node ?? "";
      const tags = words(row.tags);
      const ofColumn = columnTags.every((tag) => tags.includes(tag)) ? columnTags : [];
      const settings = {
        tags: tags.filter((tag) => !ofColumn.includes(tag)),
        ...(extra.warn?.includes(name) && { severity: "warn" as const }),
      };
      const { column, test } = takeApart(name, stem, words(row.depends_on)[1]);
      return makeColumn(column, { tags: ofColumn, tests: [{ ...test, settings }] });
    });
}

function takeApart(
  name: string,
  stem: string,
  to: string | undefined,
): { column: string; test: TestDefinition } {
  if (name.startsWith(stem)) return { column: name.slice(stem.length), test: makeTest("unique") };
  const type = name.slice(0, name.indexOf(`_${stem}_`));
  const rest = name.slice(type.length + stem.length + 2);
  if (to === undefined) return { column: rest, test: makeTest(type) };
  const [column = "", field = ""] = rest.split("__");
  const [, source, table] = to.split(".");
  const target = to.startsWith("source:") ? `source('${source}', '${table}')` : `ref('${to}')`;
  return { column, test: makeTest(type, { to: target, field }) };
}

function callOf(text: string): string {
  return text.replace(/^source:test\./, "source:").replace(/^versioned\.v/, "versioned@");
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter((word) => word !== "");
}
