import { DiagnosticError, diagnose, hasErrors } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { Node } from "../../graph/types.ts";
import {
  compileQuery,
  compileSelected,
  findRelation,
  type Loaded,
  selectFrom,
  sourceText,
} from "../../pipeline.ts";
import type { Relation } from "../../sql/relation.ts";
import { nodeSelector } from "../render/node-name.ts";
import { requireValue } from "../require-value.ts";
import type { Terminal } from "../terminal.ts";

/** What to read: a SELECT, and the relation it needs where that may not be built yet. */
export interface Query {
  readonly select: string;
  readonly needs?: { readonly node: string; readonly relation: Relation };
}

/** The query behind `show --inline`. */
export async function findInlineQuery(text: string, loaded: Loaded, terminal: Terminal): Promise<Query> {
  return { select: requireValue(await compileQuery(loaded, text), terminal) };
}

/** The query that shows a node: its relation, its file, or the rows that fail it. */
export async function findQuery(name: string, loaded: Loaded, terminal: Terminal): Promise<Query> {
  const node = await findNode(name, loaded);
  switch (node.kind) {
    case "exposure":
      throw new DiagnosticError([diagnose("Q0710", { node: node.name, kind: node.kind })]);
    case "source":
      return { select: `select * from ${await sourceText(loaded, node)}` };
    case "test": {
      const compiled = requireValue(await compileSelected(loaded, [node.id]), terminal);
      return { select: compiled.tests[node.id]?.failures ?? "" };
    }
    default: {
      if (node.settings.materialized === "ephemeral") {
        const compiled = requireValue(await compileSelected(loaded, [node.id]), terminal);
        return { select: compiled.nodes[node.id]?.select ?? "" };
      }
      const { relation, text } = await findRelation(loaded, node);
      return { select: `select * from ${text}`, needs: { node: nodeSelector(node), relation } };
    }
  }
}

async function findNode(name: string, loaded: Loaded): Promise<Node> {
  const { value, diagnostics } = selectFrom(loaded, { select: [name], indirectSelection: "empty" });
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  const found = [...value].flatMap((id) => loaded.graph.nodes[id] ?? []);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const suggestion =
    found.length > 1 ? undefined : findSuggestion(name, Object.values(loaded.graph.nodes).map(nodeSelector));
  throw new DiagnosticError([
    diagnose("Q0716", {
      name,
      found: found.length === 0 ? "no node" : `${found.length} nodes`,
      ...(suggestion !== undefined && { suggestion }),
    }),
  ]);
}
