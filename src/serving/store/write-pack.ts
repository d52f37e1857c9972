import { appendFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Session } from "../../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { ServedColumn, ServedSet, ServedSource } from "../types.ts";
import { buildIndex, type RecordIndex } from "./build-index.ts";
import { indexStart, magic, type PackContent, separator, tailBytes } from "./format.ts";
import { requireKeyColumn } from "./key-texts.ts";
import { valueText } from "./value-texts.ts";

/**
 * Reads the rows of a set and writes them into a pack. The engine renders the texts and writes them by itself, in all of its threads; only the
 * index is made here. The file appears under its name once it is whole.
 */
export async function writePack(
  source: ServedSource,
  file: string,
  { session, dialect }: { readonly session: Session; readonly dialect: Dialect },
): Promise<PackContent> {
  const set = withTypes(source, await session.describe(source.select));
  const keys = set.key.map((column) => requireKeyColumn(set.name, column));
  const values = set.features.map(({ name, type }) => valueText(dialect.quoteName(name), type));
  const names = columnNames(source);
  const moments = set.views.map(
    (_, index) => `cast(${dialect.quoteName(names.moments[index] ?? "")} as varchar)`,
  );
  const texts = [...moments, ...values.map(({ select }) => select)];
  const quoted = names.all.map((name) => dialect.quoteName(name)).join(", ");
  const temporary = `${file}.${process.pid}.part`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    const known = keys.map(({ name }) => `${dialect.quoteName(name)} is not null`).join(" and ");
    const columns = [...keys.map((key) => key.select(dialect.quoteName(key.name))), ...texts];
    await session.run("set preserve_insertion_order = false");
    await session.run(
      `copy (select ${columns.join(", ")} from (\n${source.select}\n) as quern_rows(${quoted}) where ${known}) to ${dialect.renderString(temporary)} (format csv, header false, delimiter '${separator}', quote '', escape '', nullstr '')`,
    );
    const index = buildIndex(temporary, keys.length);
    if (index.twice) throw new DiagnosticError([twice(set, index.twice)]);
    const others = names.all.slice(keys.length).map((name) => dialect.quoteName(name));
    const [unknown = {}] = await session.rows(
      `select ${texts.map((text, at) => `${text} as t${at}`).join(", ")} from (\n${source.unknown}\n) as quern_rows(${others.join(", ")})`,
    );
    const unknownTexts = texts.map((_, at) => String(unknown[`t${at}`] ?? ""));
    const content: PackContent = {
      set,
      forms: values.map(({ form }) => form),
      rows: index.hashes.length,
      moments: unknownTexts.slice(0, moments.length),
      unknown: unknownTexts.slice(moments.length),
      recordBytes: index.offsets.at(-1) ?? 0,
      longest: index.longest,
      slots: index.slots.length,
    };
    appendIndex(temporary, content, index);
    renameSync(temporary, file);
    return content;
  } finally {
    await session.run("reset preserve_insertion_order");
    rmSync(temporary, { force: true });
  }
}

/** Our names for the columns of `source.select`, by their place. */
function columnNames({ set }: ServedSource) {
  const moments = set.views.map((_, index) => `quern_moment_${index}`);
  return { moments, all: [...set.key, ...moments, ...set.features.map(({ name }) => name)] };
}

function withTypes({ set }: ServedSource, columns: readonly ServedColumn[]): ServedSet {
  const typeAt = (index: number) => columns[index]?.type ?? "VARCHAR";
  const first = set.key.length + set.views.length;
  return {
    ...set,
    key: set.key.map((name, index) => ({ name, type: typeAt(index) })),
    features: set.features.map((feature, index) => ({ ...feature, type: typeAt(first + index) })),
  };
}

function twice(set: ServedSet, key: readonly string[]) {
  return diagnose("Q1274", {
    set: set.name,
    key: set.key.map(({ name }, at) => `${name} ${key[at]}`).join(", "),
  });
}

function appendIndex(file: string, content: PackContent, { slots, hashes, offsets }: RecordIndex): void {
  const padding = Buffer.alloc(indexStart(content) - content.recordBytes);
  const about = Buffer.from(JSON.stringify(content));
  const tail = Buffer.alloc(tailBytes);
  tail.writeUInt32LE(about.length, 0);
  tail.write(magic, 8, "latin1");
  // Eight-byte numbers first: the others then stand where they may.
  for (const part of [padding, offsets, slots, hashes, about, tail])
    appendFileSync(file, new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
}
