import { renderSpan } from "../../base/span.ts";
import type { Node } from "../../graph/types.ts";
import { placeOfRead } from "../place-of-read.ts";
import type { RuleContext } from "../types.ts";
import type { LeakStep } from "./types.ts";

/**
 * Where a node's file makes something of a parent, as `models/orders.sql:12`: at the function that fetches it, the one before the column's own
 * name where there are several; or where the parent is read. Undefined for what has no statement.
 */
export function placeOfStep(
  maker: Node,
  made: LeakStep,
  from: LeakStep,
  context: RuleContext,
): string | undefined {
  const sql = context.statementOf(maker.id);
  if (sql === undefined) return undefined;
  const at = findIn(sql, made.at.column, from.by);
  const parent = context.graph.nodes[from.at.node];
  const located = at === undefined ? undefined : context.locate(maker.id, at);
  const span = located ?? (parent ? placeOfRead(maker, parent) : maker.span);
  return renderSpan(span).replace(/:\d+$/, "");
}

function findIn(sql: string, column: string | null, by: string | undefined): number | undefined {
  const named = column === null ? undefined : sql.search(wordsOf(`as ${column}`));
  const end = named === undefined || named < 0 ? sql.length : named;
  if (by === undefined) return named === undefined || named < 0 ? undefined : named;
  const calls = [...sql.matchAll(new RegExp(wordsOf(by).source, "gi"))].map(({ index }) => index);
  return calls.findLast((index) => index < end) ?? calls[0];
}

/** Words as they may stand in SQL; a single one is a function that is called. */
function wordsOf(text: string): RegExp {
  const words = text.split(" ").map((word) => word.replace(/[^\w]/g, "\\$&"));
  return new RegExp(words.length === 1 ? `\\b${words[0]}\\s*\\(` : `\\b${words.join('\\s+"?')}\\b`, "i");
}
