import type { Json } from "./json.ts";
import { asObject, asText } from "./reading.ts";

/**
 * A place where a statement reads CSV or JSON files: by a function, or by a file's name in place of a table's. The engine binds such a
 * statement, but cannot write its plan down; so an empty table of the same columns is put in their place.
 */
export interface FileRead {
  /** `read_csv`, `read_json_auto`, ..; for a bare file name, the name of its reader. */
  readonly name: string;
  /** The files, where they are written as one text. */
  readonly files: readonly string[];
  /** A statement tree, for `json_deserialize_sql`, that selects what is read: its columns are the table's. */
  readonly select: string;
  /** Where it stands in the text of the tree. */
  readonly start: number;
  readonly end: number;
}

/** The reads of CSV and JSON files in a statement, out of the text that `json_serialize_sql(sql)` gives. */
export function findFileReads(tree: string): readonly FileRead[] {
  // By text, since JSON.parse would round long numbers. Inside a string of the statement the quotes would be escaped.
  return [...tree.matchAll(/\{"type":"(?:TABLE_FUNCTION|BASE_TABLE)"/g)].flatMap(({ index: start }) => {
    const end = endOfObject(tree, start);
    const text = tree.slice(start, end);
    const read = describe(asObject(JSON.parse(text) as Json, "a table"));
    return read === undefined ? [] : [{ ...read, select: selectAll(text), start, end }];
  });
}

/** The tree with each read replaced by a table of the given schema, named in the same order. Its columns keep the names that they had. */
export function replaceFileReads(
  tree: string,
  reads: readonly FileRead[],
  schema: string,
  tables: readonly string[],
): string {
  let [replaced, from] = ["", 0];
  reads.forEach(({ start, end, name }, i) => {
    const node = JSON.parse(tree.slice(start, end));
    const table = {
      type: "BASE_TABLE",
      // Without an alias a function's columns go by its name, a file's by the file's.
      alias: node.alias || (node.type === "TABLE_FUNCTION" ? name : baseName(node.table_name)),
      schema_name: schema,
      table_name: tables[i],
      column_name_alias: node.column_name_alias,
      catalog_name: "",
    };
    replaced += tree.slice(from, start) + JSON.stringify(table);
    from = end;
  });
  return replaced + tree.slice(from);
}

const readers = /^(?:read_csv(?:_auto)?|sniff_csv|read_(?:nd)?json(?:_auto|_objects|_objects_auto)?)$/i;
const fileNames = /\.(csv|tsv|json|jsonl|ndjson)(?:\.gz|\.zst)?$/i;

function describe(node: ReturnType<typeof asObject>): Pick<FileRead, "name" | "files"> | undefined {
  if (node.type === "BASE_TABLE") {
    const file = asText(node.table_name, "a table");
    const extension = fileNames.exec(file)?.[1]?.toLowerCase();
    if (extension === undefined) return undefined;
    return { name: /sv$/.test(extension) ? "read_csv" : "read_json", files: [file] };
  }
  const call = asObject(node.function, "a function");
  const name = asText(call.function_name, "a function").toLowerCase();
  if (!readers.test(name)) return undefined;
  const first = Array.isArray(call.children) ? asObject(call.children[0], "an argument") : {};
  const value = first.class === "CONSTANT" ? asObject(first.value, "a value").value : undefined;
  return { name, files: typeof value === "string" ? [value] : [] };
}

const baseName = (file: string) => (file.split("/").at(-1) ?? file).replace(/\..*$/, "");

function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") depth++;
    if (token === "}" && --depth === 0) return start + index + 1;
  }
  return text.length;
}

const selectAll = (table: string) =>
  `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[{"class":"STAR","type":"STAR","alias":"","query_location":0,"relation_name":"","exclude_list":[],"replace_list":[],"columns":false,"qualified_exclude_list":[],"rename_list":[]}],"from_table":${table},"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING"},"named_param_map":[]}]}`;
