import type { SourceNode } from "../graph/types.ts";
import type { Json } from "../project/definitions.ts";
import type { CompileOptions } from "./options.ts";

type FileFormat = "csv" | "json" | "parquet";

/**
 * What stands after FROM to read a source: a call of the engine's file reader, or a table of the target. Declared column types hold:
 * a CSV is read as them, and columns of JSON and Parquet are cast to them.
 *
 * @example sourceFrom(orders, options) // read_csv('data/orders/*.csv', delim = ';', types = {'order_id': 'BIGINT'})
 */
export function sourceFrom(source: SourceNode, options: Pick<CompileOptions, "dialect">): string {
  const { dialect } = options;
  if (source.path === undefined)
    return dialect.renderRelation({
      ...(source.database !== undefined && { database: source.database }),
      schema: source.schema ?? source.source,
      name: source.identifier,
    });
  const format = formatOf(source) ?? "csv";
  const types = declaredTypes(source);
  const read: Record<string, Json> = { ...source.readOptions };
  if (format === "csv") addCsvColumns(read, source, types);
  const call = renderReader(format, source.path, read, options);
  if (format === "csv" || types.length === 0 || "columns" in read) return call;
  const casts = types.map(
    ([name, type]) => `cast(${dialect.quoteName(name)} as ${type}) as ${dialect.quoteName(name)}`,
  );
  return `(select * replace (${casts.join(", ")}) from ${call})`;
}

/** The format a source is declared in, or that its path's ending tells; undefined where neither does. */
export function formatOf(source: Pick<SourceNode, "path" | "format">): FileFormat | undefined {
  if (source.format !== undefined) return source.format;
  const bare = (source.path ?? "").toLowerCase().replace(/\.(gz|zst|zstd)$/, "");
  const ending = /\.([a-z0-9]+)$/.exec(bare)?.[1];
  return ending === undefined ? undefined : formatByEnding[ending];
}

const formatByEnding: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  tsv: "csv",
  txt: "csv",
  json: "json",
  jsonl: "json",
  ndjson: "json",
  parquet: "parquet",
};

/** Renders `read_csv('path', option = value, ...)`. */
export function renderReader(
  format: FileFormat,
  path: string,
  read: Readonly<Record<string, Json>>,
  { dialect }: Pick<CompileOptions, "dialect">,
): string {
  const named = Object.entries(read).map(([name, value]) => `, ${name} = ${dialect.renderLiteral(value)}`);
  return `read_${format}(${dialect.renderString(path)}${named.join("")})`;
}

/** A file without a header takes its names from the declaration; one with a header has types for the columns that declare one. */
function addCsvColumns(
  read: Record<string, Json>,
  source: SourceNode,
  types: readonly (readonly [string, string])[],
): void {
  if (["columns", "types", "dtypes", "column_types"].some((option) => option in read)) return;
  if (read.header === false && source.columns.length > 0 && !("names" in read) && !("column_names" in read))
    read.names = source.columns.map((column) => column.name);
  if (types.length > 0) read.types = Object.fromEntries(types);
}

function declaredTypes(source: SourceNode): readonly (readonly [string, string])[] {
  return source.columns.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type] as const]));
}
