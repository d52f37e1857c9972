import { diagnose } from "../base/diagnostic.ts";
import { nodesOf } from "../graph/node-list.ts";
import type { ModelNode } from "../graph/types.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule, RuleContext } from "./types.ts";

/** No two models have one statement, apart from comments, white space and the case of letters. */
export const duplicateModel: Rule = function* (context) {
  const first = new Map<string, ModelNode>();
  const plain = new Map<string, string>();
  for (const group of likelyGroups(context)) {
    for (const node of group) {
      const statement = context.statementOf(node.id);
      if (statement === undefined) continue;
      let text = plain.get(statement);
      if (text === undefined) {
        text = plainText(statement);
        plain.set(statement, text);
      }
      const other = first.get(text);
      if (other === undefined) first.set(text, node);
      else if (context.ids.has(node.id)) {
        const { id, span } = node;
        const parameters = { name: nameOf(node), other: nameOf(other), place: other.file };
        yield { node: id, diagnostic: diagnose("Q0859", parameters, { span }) };
      }
    }
  }
};

/** Models that read the same and have the same columns: few, so that not every statement has to be looked at. */
function likelyGroups({ graph, bound }: RuleContext): readonly (readonly ModelNode[])[] {
  const groups = new Map<string, ModelNode[]>();
  for (const node of nodesOf(graph)) {
    const columns = bound.nodes[node.id]?.columns;
    if (node.kind !== "model" || columns === undefined) continue;
    const key = [...node.dependsOn, "", ...columns.map(({ name }) => name)].join("\n");
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\s+|[^'"\s/-]+|[/-]/g;

/** A statement without comments, with one blank for each white space and small letters outside of quotes. */
export function plainText(statement: string): string {
  const plain = statement.replace(tokens, (token) => {
    if (token.startsWith("'") || token.startsWith('"')) return token;
    return /^(?:\s|--|\/\*)/.test(token) ? " " : token.toLowerCase();
  });
  return plain.replace(/ +/g, " ").trim();
}
