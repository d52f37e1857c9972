import { renderSpan } from "../../base/span.ts";
import type { Node } from "../../graph/types.ts";
import { placeOfRead } from "../place-of-read.ts";
import type { RuleContext } from "../types.ts";
import type { LeakStep } from "./types.ts";

/**
 * Where a node's file makes something of a parent, as `models/orders.sql:12`: at the function that fetches it. Where there are several of its name
 * it is the one that stands closest before the parent's name, as in `select count(*) from orders`; else the last before the column's own name. What
 * is fetched by no function is made where the column gets its name, or the parent is read. Undefined for what has no statement.
 */
export function placeOfStep(
  maker: Node,
  made: LeakStep,
  from: LeakStep,
  context: RuleContext,
): string | undefined {
  const sql = context.statementOf(maker.id);
  if (sql === undefined) return undefined;
  const parent = context.graph.nodes[from.at.node];
  const at = findIn(sql, { column: made.at.column, by: from.by, parent: parent?.name });
  const located = at === undefined ? undefined : context.locate(maker.id, at);
  const span = located ?? (parent ? placeOfRead(maker, parent) : maker.span);
  return renderSpan(span).replace(/:\d+$/, "");
}

interface Wanted {
  readonly column: string | null;
  readonly by: string | undefined;
  readonly parent: string | undefined;
}

function findIn(sql: string, { column, by, parent }: Wanted): number | undefined {
  const [named] = column === null ? [] : placesOf(sql, `as ${column}`);
  if (by === undefined) return named;
  const calls = placesOf(sql, by);
  const reads = parent === undefined ? [] : [...sql.matchAll(wordOf(parent))].map(({ index }) => index);
  const before = calls.map((call) => {
    const next = reads.find((read) => read > call);
    return { call, distance: next === undefined ? Number.POSITIVE_INFINITY : next - call };
  });
  const [closest] = before
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance);
  return closest?.call ?? calls.findLast((call) => named === undefined || call < named) ?? calls[0];
}

/** Where words stand in SQL; a single one is a function that is called. */
function placesOf(sql: string, text: string): readonly number[] {
  const words = text.split(" ").map(escaped);
  const pattern = words.length === 1 ? `\\b${words[0]}\\s*\\(` : `\\b${words.join('\\s+"?')}\\b`;
  return [...sql.matchAll(new RegExp(pattern, "gi"))].map(({ index }) => index);
}

const wordOf = (name: string): RegExp => new RegExp(`\\b${escaped(name)}\\b`, "gi");

const escaped = (text: string): string => text.replace(/[^\w]/g, "\\$&");
