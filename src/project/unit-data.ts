import { diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { UnitData, UnitRow } from "./definitions.ts";
import type { PatchReader } from "./patches.ts";
import { plainOf, textOf, type YamlEntry, type YamlNode } from "./yaml/yaml-node.ts";

/** No rows at all. */
export const noData = (span: Span): UnitData => ({ kind: "rows", rows: [], span });

/**
 * Reads the rows of an input or an expectation, in whichever way they are given; undefined where they are not.
 *
 * @param shorthand the entry whose value is the list of rows itself
 */
export function readUnitData(
  reader: PatchReader,
  node: YamlNode,
  shorthand?: YamlEntry,
): UnitData | undefined {
  if (shorthand) return readRows(reader, shorthand);
  if (node.kind !== "map") return undefined;
  const ways = node.entries.filter(({ key }) => Object.hasOwn(readers, key));
  const [first, second] = ways;
  if (first && second)
    reader.report(
      diagnose(
        "Q0901",
        { first: first.key, second: second.key },
        { span: reader.locate(second.keyStart, second.keyEnd) },
      ),
    );
  const format = textOf(node.entries.find(({ key }) => key === "format")?.value) ?? "dict";
  return first && readers[first.key]?.(reader, first, format);
}

type DataReader = (reader: PatchReader, entry: YamlEntry, format: string) => UnitData;

const readers: Readonly<Record<string, DataReader>> = {
  rows: (reader, entry, format) => {
    if (entry.value.kind !== "scalar" || entry.value.value === null) return readRows(reader, entry);
    const text = textOf(entry.value) ?? "";
    const span = spanOf(reader, entry);
    return format === "sql" ? { kind: "sql", sql: text, span } : { kind: "csv", text, span };
  },
  csv: (reader, entry) => ({ kind: "file", path: textOf(entry.value) ?? "", span: spanOf(reader, entry) }),
  sql: (reader, entry) => ({ kind: "sql", sql: textOf(entry.value) ?? "", span: spanOf(reader, entry) }),
  fixture: (reader, entry, format) => ({
    kind: "file",
    path: `tests/fixtures/${textOf(entry.value)}.${format === "sql" ? "sql" : "csv"}`,
    span: spanOf(reader, entry),
  }),
};

function readRows(reader: PatchReader, { value, keyStart, keyEnd }: YamlEntry): UnitData {
  const items = value.kind === "list" ? value.items : [];
  return {
    kind: "rows",
    rows: items.map((item) => readRow(reader, item)),
    span: reader.locate(keyStart, keyEnd),
  };
}

function readRow({ locate }: PatchReader, node: YamlNode): UnitRow {
  const entries = node.kind === "map" ? node.entries : [];
  return {
    cells: entries.map(({ key, keyStart, keyEnd, value }) => ({
      column: key,
      value: plainOf(value),
      keySpan: locate(keyStart, keyEnd),
      span: locate(value.start, value.end),
    })),
    span: locate(node.start, node.end),
  };
}

function spanOf(reader: PatchReader, { value, keyStart, keyEnd }: YamlEntry): Span {
  const isBlock = value.kind !== "scalar" || String(value.value).includes("\n");
  return isBlock ? reader.locate(keyStart, keyEnd) : reader.locate(value.start, value.end);
}
