import { hasErrors } from "../../base/diagnostic.ts";
import type { Json } from "../../project/definitions.ts";
import type { Column, Step } from "../types.ts";
import { type FileFormat, formatOf } from "./external-format.ts";
import { findColumn, nameList, qualified } from "./names.ts";
import { replaceRelation } from "./replace-relation.ts";
import type { Materialization, Work } from "./types.ts";
import { unknownColumns } from "./unknown-columns.ts";

/**
 * Files, and a view that reads them. They are written beside their place and tested there; only then, after the commit, do they take
 * the place of the old ones, so a build that fails leaves those as they were. The view's path counts from the project's folder: other
 * programs that open the database run it from there. A location with a scheme (s3://...) is written
 * in place, since nothing can be renamed there.
 */
export const external: Materialization = (work) => {
  const { location = "" } = work.settings;
  const format = formatOf(work.settings) ?? "parquet";
  const problems = unknownColumns(work, work.situation.selectColumns ?? []);
  if (hasErrors(problems)) return { value: [], diagnostics: problems };
  if (isRemote(location)) {
    return {
      value: [...writeSteps(work, format, location), ...viewSteps(work, format, location)],
      diagnostics: problems,
    };
  }
  const written = besideOf(location, work.situation.now);
  const publish: Step = {
    kind: "publish",
    sql: `-- ${oneLine(written)} takes the place of ${oneLine(location)}`,
    publishes: { from: written, to: location },
    outside: true,
  };
  const viewAfter = viewSteps(work, format, location)
    .filter((step) => step.kind === "create")
    .map((step) => ({ ...step, outside: true }));
  return {
    value: [...writeSteps(work, format, written), ...viewSteps(work, format, written), publish, ...viewAfter],
    diagnostics: problems,
  };
};

/** The name keeps its ending, by which DuckDB tells how a file is compressed. */
function besideOf(location: string, now: Date): string {
  const [, folder = "", name = ""] = /^(.*[\\/])?([^\\/]+)[\\/]*$/.exec(location) ?? [];
  return `${folder}.new-${now.getTime()}-${name}`;
}

function writeSteps(work: Work, format: FileFormat, location: string): Step[] {
  const { partition_by: partitions = [] } = work.settings;
  const write = copyStep(work, format, location, work.node.select, partitions);
  if (partitions.length === 0) return [write];
  // Without a row there is no partition, no file, and nothing that a view could read: an empty file stands in.
  const folders = partitions.map((name) => `${name}=__HIVE_DEFAULT_PARTITION__/`).join("");
  const file = `${location}/${folders}none.${format}`;
  const noRows = `select * exclude (${nameList(work, partitions)}) from (\n${work.node.select}\n) as rows limit 0`;
  return [write, { ...copyStep(work, format, file, noRows, []), ifNoRows: true }];
}

function copyStep(
  work: Work,
  format: FileFormat,
  location: string,
  select: string,
  partitions: readonly string[],
): Step {
  const { write_options: given = {} } = work.settings;
  const options = [
    `format ${format}`,
    ...(partitions.length > 0 ? [`partition_by (${nameList(work, partitions)})`] : []),
    ...Object.entries(withDefaults(format, given)).map(
      ([name, value]) => `${name} ${renderOption(work, value)}`,
    ),
  ];
  return {
    kind: "write",
    sql: `copy (\n${select}\n) to ${renderPath(work, location)} (${options.join(", ")})`,
    ...(!isRemote(location) && { writes: location }),
  };
}

function viewSteps(work: Work, format: FileFormat, location: string): Step[] {
  const columns = work.situation.selectColumns ?? [];
  const { partition_by: partitions = [] } = work.settings;
  const pattern = partitions.length > 0 ? `${location}/**/*.${format}` : location;
  const path = work.dialect.renderString(pattern);
  const read = [path, ...readerOptions(work, format, columns)].join(", ");
  return replaceRelation(work, "view", `select ${viewColumns(work, columns)}\nfrom read_${format}(${read})`);
}

/** Partitions come back from folder names, behind the other columns and of guessed types: order and types are those of the SELECT. */
function viewColumns(work: Work, columns: readonly Column[]): string {
  const { partition_by: partitions = [] } = work.settings;
  if (partitions.length === 0 || columns.length === 0) return "*";
  return columns
    .map((column) => {
      const name = qualified(work, column.name);
      return findColumn(
        partitions.map((partition) => ({ name: partition, type: "" })),
        column.name,
      )
        ? `${name}::${column.type} as ${name}`
        : name;
    })
    .join(", ");
}

function readerOptions(work: Work, format: FileFormat, columns: readonly Column[]): string[] {
  const { partition_by: partitions = [], write_options: given = {} } = work.settings;
  const options: string[] = [];
  if (format !== "parquet") {
    const inFile = columns.filter(
      (column) => !partitions.some((name) => name.toLowerCase() === column.name.toLowerCase()),
    );
    const types = inFile.map(
      ({ name, type }) => `${renderKey(work, name)}: ${work.dialect.renderString(type)}`,
    );
    if (types.length > 0) options.push(`columns = {${types.join(", ")}}`);
    // Text that is empty is written quoted, NULL is not: only so are they told apart.
    if (format === "csv") options.push("allow_quoted_nulls = false");
    for (const [name, value] of Object.entries(withDefaults(format, given))) {
      if (readsAsWritten.has(name.toLowerCase()))
        options.push(`${name} = ${work.dialect.renderLiteral(value)}`);
    }
  }
  if (partitions.length > 0) options.push("hive_partitioning = true", "hive_types_autocast = false");
  return options;
}

/** Options of COPY that the reader takes too, under the same name. */
const readsAsWritten: ReadonlySet<string> = new Set([
  "header",
  "delim",
  "delimiter",
  "sep",
  "quote",
  "escape",
  "nullstr",
  "compression",
  "dateformat",
  "timestampformat",
]);

function withDefaults(
  format: FileFormat,
  given: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const names = Object.keys(given).map((name) => name.toLowerCase());
  return format === "csv" && !names.includes("header") ? { header: true, ...given } : given;
}

function renderOption(work: Work, value: Json): string {
  if (Array.isArray(value)) return `(${value.map((item) => work.dialect.renderLiteral(item)).join(", ")})`;
  return work.dialect.renderLiteral(value);
}

function renderKey(work: Work, name: string): string {
  return work.dialect.renderString(name);
}

/** COPY knows no search path: what is relative counts from the project's folder by its own means. */
function renderPath(work: Work, location: string): string {
  const path = work.dialect.renderString(location);
  return isRemote(location) || isAbsolute(location) ? path : `(getvariable('project_folder') || ${path})`;
}

function isRemote(location: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(location);
}

function isAbsolute(location: string): boolean {
  return /^(?:\/|[a-z]:[\\/])/i.test(location);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
