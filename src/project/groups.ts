import type { GroupDefinition, SelectorDefinition } from "./definitions.ts";
import { readOwner } from "./exposures.ts";
import type { PatchReader } from "./patches.ts";
import { childOf, flagOf, plainOf, textOf, type YamlNode } from "./yaml/yaml-node.ts";

/** Reads one entry of `groups:`; undefined where it has no name. */
export function readGroup(reader: PatchReader, node: YamlNode): GroupDefinition | undefined {
  const base = readBase(reader, node);
  return base && { kind: "group", ...base, owner: readOwner(childOf(node, "owner")) };
}

/** Reads one entry of `selectors:`; undefined where it has no name. */
export function readSelector(reader: PatchReader, node: YamlNode): SelectorDefinition | undefined {
  const base = readBase(reader, node);
  const definition = childOf(node, "definition");
  return (
    base && {
      kind: "selector",
      ...base,
      definition: definition ? plainOf(definition) : null,
      isDefault: flagOf(childOf(node, "default")) ?? false,
    }
  );
}

function readBase(reader: PatchReader, node: YamlNode) {
  const nameNode = childOf(node, "name");
  const name = textOf(nameNode);
  if (!nameNode || name === undefined) return undefined;
  const description = textOf(childOf(node, "description"));
  return {
    name,
    file: reader.file,
    package: reader.package,
    span: reader.locate(nameNode.start, nameNode.end),
    ...(description !== undefined && { description }),
  };
}
