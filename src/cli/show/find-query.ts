import { join } from "node:path";
import { readArtifact } from "../../artifacts/read-artifact.ts";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { Node } from "../../graph/types.ts";
import { compileQuery, compileSelected, findRelation, type Loaded, sourceText } from "../../pipeline.ts";
import type { Relation } from "../../sql/relation.ts";
import { findNode } from "../find-node.ts";
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
  const node = findNode(name, loaded);
  switch (node.kind) {
    case "exposure":
    case "unit_test":
      throw new DiagnosticError([diagnose("Q0710", { node: node.name, kind: node.kind })]);
    case "source":
      return { select: `select * from ${await sourceText(loaded, node)}` };
    case "test": {
      const kept = await findKeptFailures(node, loaded);
      if (kept !== undefined) return { select: kept };
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

/** The rows that the last run kept, where the test failed in it: what was tested then may have been rolled back since. */
async function findKeptFailures(test: Node, loaded: Loaded): Promise<string | undefined> {
  const { value } = await readArtifact("run_results", join(loaded.root, "target"), "target");
  const results = value?.results.target === loaded.target.name ? value.results.nodes : [];
  return results.flatMap((node) => node.tests).find(({ id }) => id === test.id)?.seeFailures;
}
