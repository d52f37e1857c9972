import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Column } from "../compile/types.ts";
import type { RelationNode, SourceNode } from "../graph/types.ts";

/** Columns that are described for a node and that it does not have: warnings, since nothing breaks. Where a contract has them it says more. */
export function checkColumns(node: RelationNode, columns: readonly Column[]): readonly Diagnostic[] {
  if (node.settings.contract) return [];
  return missing(node, columns).map(({ span, ...found }) =>
    diagnose("Q0803", { node: node.name, ...found }, { span }),
  );
}

/** Columns that are declared for a source and that its files or its table do not have. */
export function checkSourceColumns(source: SourceNode, columns: readonly Column[]): readonly Diagnostic[] {
  const name = `${source.source}.${source.name}`;
  const where = source.path ?? "its table";
  return missing(source, columns).map(({ span, ...found }) =>
    diagnose("Q0807", { source: name, where, ...found }, { span }),
  );
}

function missing(node: RelationNode | SourceNode, columns: readonly Column[]) {
  const known = columns.map((column) => column.name);
  const names = new Set(known.map((name) => name.toLowerCase()));
  return node.columns.flatMap(({ name, span }) => {
    if (names.has(name.toLowerCase())) return [];
    const suggestion = findSuggestion(name, known);
    return [{ column: name, known, ...(suggestion !== undefined && { suggestion }), span }];
  });
}
