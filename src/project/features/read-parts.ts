import type { UnitInput } from "../definitions.ts";
import type { PatchReader } from "../patches.ts";
import { readInput } from "../unit-tests.ts";
import { childOf, itemsOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { ClockDefinition, KeyDefinition, SqlText, Word } from "./definitions.ts";

/** The word that stands under a key; undefined where there is none. */
export function wordAt({ locate }: PatchReader, node: YamlNode | undefined, key: string): Word | undefined {
  const child = childOf(node, key);
  const text = textOf(child);
  return child && text !== undefined ? { text, span: locate(child.start, child.end) } : undefined;
}

/** The words of a list under a key, or the one that stands there alone. */
export function wordsAt({ locate }: PatchReader, node: YamlNode | undefined, key: string): readonly Word[] {
  return itemsOf(childOf(node, key)).flatMap((item) => {
    const text = textOf(item);
    return text === undefined ? [] : [{ text, span: locate(item.start, item.end) }];
  });
}

/** The SQL under a key; a number or a truth value is its own SQL. */
export function sqlAt(reader: PatchReader, node: YamlNode | undefined, key: string): SqlText | undefined {
  const word = wordAt(reader, node, key);
  return word && { sql: word.text, span: word.span };
}

/** The texts of SQL under a key. */
export function sqlsAt(reader: PatchReader, node: YamlNode | undefined, key: string): readonly SqlText[] {
  return wordsAt(reader, node, key).map(({ text, span }) => ({ sql: text, span }));
}

/** The node that a key names. */
export function inputAt(reader: PatchReader, node: YamlNode | undefined, key: string): UnitInput | undefined {
  const word = wordAt(reader, node, key);
  return word && readInput(word.text, word.span);
}

/** Which columns hold a key. */
export function keyAt(
  reader: PatchReader,
  node: YamlNode | undefined,
  key: string,
): KeyDefinition | undefined {
  const child = childOf(node, key);
  if (!child) return undefined;
  const span = reader.locate(child.start, child.end);
  if (child.kind !== "map") return { kind: "list", columns: wordsAt(reader, node, key), span };
  const columns = child.entries.flatMap((entry) => {
    const text = textOf(entry.value);
    if (text === undefined) return [];
    return [
      {
        key: { text: entry.key, span: reader.locate(entry.keyStart, entry.keyEnd) },
        column: { text, span: reader.locate(entry.value.start, entry.value.end) },
      },
    ];
  });
  return { kind: "map", columns, span };
}

/** When rows are. */
export function readClock(reader: PatchReader, node: YamlNode): ClockDefinition {
  return {
    ...optional("timestamp", sqlAt(reader, node, "timestamp")),
    ...optional("knownAt", sqlAt(reader, node, "known_at")),
    ...optional("validFrom", sqlAt(reader, node, "valid_from")),
    ...optional("validTo", sqlAt(reader, node, "valid_to")),
  };
}

/** An object with one property, or with none where there is no value. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
