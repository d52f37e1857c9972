import { DiagnosticError, diagnose, hasErrors } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Node } from "../graph/types.ts";
import { type Loaded, selectFrom } from "../pipeline.ts";
import { nodeSelector } from "./render/node-name.ts";
import { WrongSelectionError } from "./selection.ts";

/** The one node that a name or selector means. */
export function findNode(name: string, loaded: Loaded): Node {
  const { value, diagnostics } = selectFrom(loaded, { select: [name], indirectSelection: "empty" });
  if (hasErrors(diagnostics)) throw new WrongSelectionError(diagnostics);
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
