import type { Step } from "../types.ts";

/**
 * A hook as a step. It runs inside the node's transaction, unless its text starts with a comment that says otherwise:
 * `-- outside transaction`.
 */
export function hookStep(sql: string): Step {
  const outside = /^\s*(?:--|\/\*)\s*outside(?: the)? transaction\b/i.test(sql);
  return { kind: "hook", sql, ...(outside && { outside }) };
}
