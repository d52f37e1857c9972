import { readMeta, readTags } from "../columns.ts";
import type { PatchReader } from "../patches.ts";
import { childOf, itemsOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { EntityDefinition, EntityJoinDefinition } from "./definitions.ts";
import { inputAt, keyAt, optional, readClock, wordAt, wordsAt } from "./read-parts.ts";

/** Reads one entry of `entities:`; undefined where it has no name. */
export function readEntity(reader: PatchReader, node: YamlNode): EntityDefinition | undefined {
  const name = wordAt(reader, node, "name");
  if (!name) return undefined;
  return {
    kind: "entity",
    name: name.text,
    file: reader.file,
    package: reader.package,
    span: name.span,
    ...optional("description", textOf(childOf(node, "description"))),
    key: wordsAt(reader, node, "key"),
    joins: itemsOf(childOf(node, "joins")).flatMap((item) => readJoin(reader, item) ?? []),
    tags: readTags(childOf(node, "tags")),
    meta: readMeta(childOf(node, "meta")),
  };
}

function readJoin(reader: PatchReader, node: YamlNode): EntityJoinDefinition | undefined {
  const to = wordAt(reader, node, "to");
  const reads = inputAt(reader, node, "from");
  if (!to || !reads) return undefined;
  return {
    to,
    reads,
    ...optional("key", keyAt(reader, node, "key")),
    ...optional("foreignKey", keyAt(reader, node, "foreign_key")),
    ...optional("timezone", wordAt(reader, node, "timezone")),
    ...readClock(reader, node),
    span: reader.locate(node.start, node.end),
  };
}
