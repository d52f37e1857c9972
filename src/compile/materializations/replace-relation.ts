import type { Step } from "../types.ts";
import { target } from "./names.ts";
import type { Work } from "./types.ts";

/** Steps that make the node's relation from a SELECT, whatever stood there before. */
export function replaceRelation(work: Work, kind: "table" | "view", select: string): Step[] {
  return [
    ...dropOtherKind(work, kind),
    { kind: "create", sql: `create or replace ${kind} ${target(work)} as\n${select}` },
  ];
}

/** `create or replace` refuses to turn a table into a view or a view into a table. Views that read the relation stay: they are bound late. */
export function dropOtherKind({ situation, relation, dialect }: Work, kind: "table" | "view"): Step[] {
  const present = situation.existing?.kind;
  if (present === undefined || present === kind) return [];
  return [{ kind: "drop", sql: `drop ${present} ${dialect.renderRelation(relation)}` }];
}
