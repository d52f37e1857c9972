import type { Span } from "../base/span.ts";
import type { Node } from "../graph/types.ts";

/** Where a node's file reads another: the ref or source in it; the node's own place where a macro or a computed name does. */
export function placeOfRead(reader: Node, target: Node): Span {
  const template = "template" in reader ? reader.template : undefined;
  const call = template?.dependencies.find(({ call, arguments: names, version }) => {
    if (target.kind === "source")
      return call === "source" && names.at(-1) === target.name && names.at(-2) === target.source;
    const isVersion = version === undefined || target.kind !== "model" || target.version === version;
    return call === "ref" && names.at(-1) === target.name && isVersion;
  });
  return call?.span ?? reader.span;
}

/** A node as users name it: a source's table with its source. */
export function nameOf(node: Node): string {
  if (node.kind === "source") return `${node.source}.${node.name}`;
  return node.kind === "model" && node.version !== undefined ? `${node.name}.v${node.version}` : node.name;
}
