import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { SourceNode } from "../graph/types.ts";
import { formatOf } from "./source-from.ts";

/** What is wrong with how a source's files are to be read: an unknown format, options that the engine's reader does not have. */
export function checkSource(source: SourceNode): readonly Diagnostic[] {
  if (source.path === undefined) return [];
  const { span } = source;
  const format = formatOf(source);
  if (format === undefined)
    return [diagnose("Q0466", { source: `${source.source}.${source.name}` }, { span })];
  const known = readerOptions[format];
  const problems: Diagnostic[] = [];
  for (const option of Object.keys(source.readOptions)) {
    if (known.includes(option.toLowerCase())) continue;
    const suggestion = findSuggestion(option, known);
    problems.push(
      diagnose(
        "Q0465",
        { option, reader: `read_${format}`, known, ...(suggestion && { suggestion }) },
        { span },
      ),
    );
  }
  return problems;
}

/** Named parameters of DuckDB's readers; a test asks the engine whether the lists are true. */
export const readerOptions: Readonly<Record<"csv" | "json" | "parquet", readonly string[]>> = {
  csv: [
    "all_varchar",
    "allow_quoted_nulls",
    "auto_detect",
    "auto_type_candidates",
    "buffer_size",
    "column_names",
    "column_types",
    "columns",
    "comment",
    "compression",
    "dateformat",
    "decimal_separator",
    "delim",
    "dtypes",
    "encoding",
    "escape",
    "filename",
    "files_to_sniff",
    "force_not_null",
    "header",
    "hive_partitioning",
    "hive_types",
    "hive_types_autocast",
    "ignore_errors",
    "max_line_size",
    "maximum_line_size",
    "names",
    "new_line",
    "normalize_names",
    "null_padding",
    "nullstr",
    "parallel",
    "quote",
    "rejects_limit",
    "rejects_scan",
    "rejects_table",
    "sample_size",
    "sep",
    "skip",
    "store_rejects",
    "strict_mode",
    "thousands",
    "timestampformat",
    "types",
    "union_by_name",
  ],
  json: [
    "auto_detect",
    "columns",
    "compression",
    "convert_strings_to_integers",
    "date_format",
    "dateformat",
    "field_appearance_threshold",
    "filename",
    "format",
    "hive_partitioning",
    "hive_types",
    "hive_types_autocast",
    "ignore_errors",
    "map_inference_threshold",
    "maximum_depth",
    "maximum_object_size",
    "maximum_sample_files",
    "records",
    "sample_size",
    "timestamp_format",
    "timestampformat",
    "union_by_name",
  ],
  parquet: [
    "binary_as_string",
    "can_have_nan",
    "compression",
    "encryption_config",
    "explicit_cardinality",
    "file_row_number",
    "filename",
    "hive_partitioning",
    "hive_types",
    "hive_types_autocast",
    "parquet_version",
    "schema",
    "union_by_name",
  ],
};
