import { EngineError, type Session } from "../adapters/adapter.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { NodeId } from "../graph/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import { isRefused, readPlans, refusalOf } from "./bind-statements.ts";
import type { Binding } from "./binding.ts";
import { engineDiagnostic } from "./engine-diagnostic.ts";
import { findWrongParts } from "./find-wrong-parts.ts";

/** More than anybody mends in one round. */
const limit = 50;

/**
 * What the engine refuses in a statement, each as a diagnostic at its line. The engine stops at the first unknown column; to find the others,
 * NULL is put in its place and the statement is bound again, until nothing is refused or something else is. Statements of features are looked at
 * part by part.
 */
export async function refusals(
  id: NodeId,
  first: EngineError,
  session: Session,
  dialect: Dialect,
  binding: Binding,
): Promise<readonly Diagnostic[]> {
  const parts = await findWrongParts(id, session, dialect, binding);
  if (parts.length > 0) return parts.map((found) => mayBeMade(id, first, binding, found));
  const context = {
    graph: binding.graph,
    locate: binding.options.locate,
    columnsNear: () => columnsOfParents(id, binding),
  };
  const found = [mayBeMade(id, first, binding, engineDiagnostic(first, id, context, "check"))];
  let patched: Patched = { sql: first.sql, edits: [] };
  let error = first;
  while (found.length < limit) {
    const next = withoutColumn(patched, error);
    if (next === undefined) break;
    patched = next;
    const [plan = ""] = await readPlans([patched.sql], session, dialect);
    const refused = isRefused(plan) ? refusalOf(plan, patched.sql) : undefined;
    // Another kind of error may well come from the NULL.
    if (refused?.position === undefined || wordOf(refused) === undefined) break;
    error = refused;
    const position = originalOffset(patched, refused.position);
    const original = new EngineError(error.message, { sql: first.sql, position, category: error.category });
    found.push(engineDiagnostic(original, id, context, "check"));
  }
  return found;
}

/** What hooks make is there when the statement runs: a relation or function that nobody knows is then no error yet. */
function mayBeMade(id: NodeId, { category }: EngineError, binding: Binding, found: Diagnostic): Diagnostic {
  const hasHooks = binding.options.hasHooks || binding.options.compiled.nodes[id]?.hooks !== undefined;
  return category === "catalog" && hasHooks ? { ...found, severity: "warning" } : found;
}

function columnsOfParents(id: NodeId, { graph, nodes }: Binding): readonly string[] {
  const parents = graph.nodes[id]?.dependsOn ?? [];
  return parents.flatMap((parent) => nodes.get(parent)?.columns.map(({ name }) => name) ?? []);
}

/** A statement with parts replaced, and where. */
interface Patched {
  readonly sql: string;
  /** By place in the patched statement: how much longer it is from there on. */
  readonly edits: readonly { readonly at: number; readonly growth: number }[];
}

function withoutColumn({ sql, edits }: Patched, error: EngineError): Patched | undefined {
  const word = wordOf(error);
  const at = error.position;
  if (word === undefined || at === undefined) return undefined;
  const name = new RegExp(
    `^(?:(?:"(?:[^"]|"")*"|[\\p{L}_][\\p{L}\\p{N}_$]*)\\s*\\.\\s*)*"?${escapePattern(word)}"?`,
    "iu",
  );
  const written = name.exec(sql.slice(at))?.[0];
  if (written === undefined) return undefined;
  // As long as what it replaces, wherever that is possible.
  const filler = "null".padEnd(written.length);
  const growth = filler.length - written.length;
  return {
    sql: sql.slice(0, at) + filler + sql.slice(at + written.length),
    edits: growth === 0 ? edits : [...edits, { at, growth }],
  };
}

function originalOffset({ edits }: Patched, at: number): number {
  let offset = at;
  for (const edit of [...edits].reverse()) if (edit.at < offset) offset -= edit.growth;
  return offset;
}

function wordOf({ message }: EngineError): string | undefined {
  return (
    /Referenced column "([^"]+)" not found/.exec(message)?.[1] ??
    /(?:Table|Values list) "[^"]+" does not have a column named "([^"]+)"/.exec(message)?.[1]
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
