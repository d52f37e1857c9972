import type { Json, JsonObject } from "./json.ts";
import { noInput, type OperatorReader, only, operatorReader } from "./operator-reader.ts";
import type { FunctionScan, Operator, ScannedColumn, TableScan } from "./operators.ts";
import { readConstant } from "./read-constant.ts";
import { readExpressions } from "./read-parts.ts";
import { readType, readTypes } from "./read-type.ts";
import {
  allowKeys,
  asFlag,
  asIndex,
  asIndexes,
  asList,
  asObject,
  asText,
  demandEmpty,
  holdsExpression,
  none,
  type Reading,
  Untraceable,
} from "./reading.ts";

const scanKeys =
  "table_index returned_types names projection_ids table_filters name arguments original_arguments catalog_name schema_name has_serialize function_data parameters named_parameters input_table_types input_table_names projected_input column_indexes extra_info ordinality_idx";

/** The readers of operators that bring rows into a plan, by the engine's names. */
export const scanReaders: Readonly<Record<string, OperatorReader>> = {
  LOGICAL_GET: operatorReader(scanKeys, readGet),
  LOGICAL_DUMMY_SCAN: operatorReader("table_index", (node, inputs) => {
    noInput(inputs);
    return { kind: "oneRow", index: asIndex(node.table_index, "table_index") };
  }),
  LOGICAL_EMPTY_RESULT: operatorReader("return_types bindings", (node, inputs) => {
    noInput(inputs);
    return { kind: "noRows", types: readTypes(node.return_types) };
  }),
  LOGICAL_EXPRESSION_GET: operatorReader("table_index expr_types expressions", (node, inputs, reading) => ({
    kind: "values",
    index: asIndex(node.table_index, "table_index"),
    types: readTypes(node.expr_types),
    rows: asList(node.expressions, "rows").map((row) => readExpressions(row, reading)),
    input: only(inputs),
  })),
  LOGICAL_CHUNK_GET: operatorReader("table_index chunk_types collection", (node, inputs) => {
    noInput(inputs);
    const collection = asObject(node.collection, "a collection");
    allowKeys(collection, new Set(["types", "values"]), "a collection");
    return {
      kind: "data",
      index: asIndex(node.table_index, "table_index"),
      types: readTypes(node.chunk_types),
      columns: asList(collection.values, "values").map((column) =>
        asList(column, "values").map(readConstant),
      ),
    };
  }),
  LOGICAL_DELIM_GET: operatorReader("table_index chunk_types", (node, inputs) => {
    noInput(inputs);
    return {
      kind: "outerScan",
      index: asIndex(node.table_index, "table_index"),
      types: readTypes(node.chunk_types),
    };
  }),
  LOGICAL_CTE_REF: operatorReader(
    "table_index cte_index chunk_types bound_columns is_recurring",
    (node, inputs) => {
      noInput(inputs);
      return {
        kind: "cteScan",
        index: asIndex(node.table_index, "table_index"),
        cte: asIndex(node.cte_index, "cte_index"),
        names: asList(node.bound_columns, "bound_columns").map((name) => asText(name, "a name")),
        types: readTypes(node.chunk_types),
        recurring: asFlag(node.is_recurring, "is_recurring"),
      };
    },
  ),
};

function readGet(node: JsonObject, inputs: readonly Operator[], reading: Reading): TableScan | FunctionScan {
  demandEmpty(node, "projection_ids", "LOGICAL_GET");
  demandEmpty(asObject(node.table_filters, "table_filters"), "filters", "table_filters");
  demandEmpty(asObject(node.extra_info, "extra_info"), "file_filters", "extra_info");
  const name = asText(node.name, "a table function");
  return name === "seq_scan" ? readTable(node, inputs, reading) : readFunction(name, node, inputs);
}

const tableKeys = new Set(["catalog", "schema", "table", "is_index_scan", "is_create_index", "result_ids"]);

function readTable(node: JsonObject, inputs: readonly Operator[], reading: Reading): TableScan {
  noInput(inputs);
  for (const key of ["projected_input", "ordinality_idx"]) demandEmpty(node, key, "LOGICAL_GET");
  const data = asObject(node.function_data, "function_data of seq_scan");
  allowKeys(data, tableKeys, "seq_scan");
  for (const key of ["is_index_scan", "is_create_index", "result_ids"]) demandEmpty(data, key, "seq_scan");
  const database = asText(data.catalog, "a database");
  return {
    kind: "table",
    index: asIndex(node.table_index, "table_index"),
    table: {
      ...(database !== reading.database && { database }),
      schema: asText(data.schema, "a schema"),
      table: asText(data.table, "a table"),
    },
    columns: readColumns(node),
  };
}

function readFunction(name: string, node: JsonObject, inputs: readonly Operator[]): FunctionScan {
  const data = node.function_data;
  if (data !== undefined && holdsExpression(data)) throw new Untraceable(`function_data of ${name}`);
  return {
    kind: "function",
    index: asIndex(node.table_index, "table_index"),
    name,
    parameters: node.parameters === undefined ? [] : asList(node.parameters, "parameters").map(readConstant),
    namedParameters:
      node.named_parameters === undefined ? [] : asList(node.named_parameters, "parameters").map(readNamed),
    argumentTypes: readTypes(node.arguments),
    columns: readColumns(node),
    files: readFiles(data),
    ...(data !== undefined && { data }),
    ...(inputs.length > 0 && { input: only(inputs) }),
    inputColumns: asIndexes(node.projected_input, "projected_input"),
    ...(node.ordinality_idx !== none && { ordinality: asIndex(node.ordinality_idx, "ordinality_idx") }),
  };
}

const indexKeys = new Set(["index", "child_indexes", "index_type", "type", "field", "has_index"]);

/** The columns that are read, in the order in which they come out. */
function readColumns(node: JsonObject): readonly ScannedColumn[] {
  const names = asList(node.names, "names");
  const types = asList(node.returned_types, "types");
  return asList(node.column_indexes, "column_indexes").map((each) => {
    const column = asObject(each, "a column");
    allowKeys(column, indexKeys, "a column");
    demandEmpty(column, "child_indexes", "a column");
    demandEmpty(column, "field", "a column");
    if (column.index_type !== "FULL_READ" || column.has_index !== true)
      throw new Untraceable("part of a column");
    if (typeof column.index === "string") return { ...virtualColumn(column.index), virtual: true };
    const index = asIndex(column.index, "a column");
    return { name: asText(names[index], "a column's name"), type: readType(types[index]) };
  });
}

const emptyColumn = "18446744073709551614";

/** rowid; or the column that stands for "no column at all". */
function virtualColumn(index: string): ScannedColumn {
  if (index === none) return { name: "rowid", type: { name: "BIGINT" } };
  if (index === emptyColumn) return { name: "", type: { name: "BOOLEAN" } };
  throw new Untraceable(`virtual column ${index}`);
}

function readFiles(data: Json | undefined): readonly string[] {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return [];
  const { files } = data as JsonObject;
  return files === undefined ? [] : asList(files, "files").map((file) => asText(file, "a file"));
}

function readNamed(value: Json) {
  const node = asObject(value, "a named parameter");
  allowKeys(node, new Set(["key", "value"]), "a named parameter");
  return { name: asText(node.key, "a parameter's name"), value: readConstant(node.value) };
}
