import type { OperationNodeSource } from "kysely";
import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { queryBuilder } from "../../sql/kysely/query-builder.ts";
import { tableReference } from "../../sql/kysely/table-reference.ts";
import { type NamedCall, parseRef, parseSource } from "./dependency-names.ts";
import { describeValue } from "./describe-value.ts";
import type { QueryGivens } from "./givens.ts";
import type { QueryModel } from "./model.ts";
import { type GivensRead, type GivenValues, recordGivens } from "./record-givens.ts";
import type { PlaceFinder } from "./source-place.ts";

export interface QueryCall extends GivenValues {
  readonly name: string;
  readonly incremental: boolean;
  /** The model's own place, for problems that have none. */
  readonly span: Span;
  readonly places: PlaceFinder;
  /** SQL of a ref or source. The stack tells the place of the call. */
  readonly reference: (call: NamedCall, stack: string) => string;
  /** SQL of the model's own relation. */
  readonly self: string;
}

/** What the function of a query model has built, and what it asked for on the way. */
export interface CalledQuery {
  readonly query: OperationNodeSource;
  readonly read: Readonly<GivensRead>;
  readonly readsIncremental: boolean;
  readonly readsSelf: boolean;
}

/** Calls the function of a query model. Nothing reaches a database: what it gets builds queries, and cannot run them. */
export function callQuery(model: QueryModel, call: QueryCall): Outcome<CalledQuery | undefined> {
  const read: GivensRead = {};
  const problems: Diagnostic[] = [];
  const seen = { incremental: false, self: false };
  const refer = (kind: "ref" | "source", args: readonly unknown[]) => {
    const stack = new Error().stack ?? "";
    const found = kind === "ref" ? parseRef(args) : parseSource(args);
    if (!found) {
      const problem = `has no name in ${args.map(describeValue).join(", ") || "its arguments"}`;
      const span = call.places.ofStack(stack) ?? call.span;
      problems.push(diagnose("Q1010", { call: kind, problem }, { span }));
      return tableReference("unnamed", "unnamed");
    }
    return tableReference(call.reference(found, stack), found.arguments.at(-1) ?? "");
  };
  const givens = {
    ...recordGivens(call, read),
    db: queryBuilder(),
    ref: (...args: unknown[]) => refer("ref", args),
    source: (...args: unknown[]) => refer("source", args),
    get self() {
      seen.self = true;
      return tableReference(call.self, "self");
    },
    get incremental() {
      seen.incremental = true;
      return call.incremental;
    },
  };
  const failed = (problem: Diagnostic) => ({ value: undefined, diagnostics: [...problems, problem] });
  let built: unknown;
  try {
    built = model.build(givens as unknown as QueryGivens);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    const span = call.places.ofStack(stack) ?? call.span;
    return failed(diagnose("Q1007", { model: call.name, reason: message }, { span }));
  }
  if (!isQuery(built))
    return failed(diagnose("Q1008", { model: call.name, found: describeValue(built) }, { span: call.span }));
  return {
    value: { query: built, read, readsIncremental: seen.incremental, readsSelf: seen.self },
    diagnostics: problems,
  };
}

/** Statements that give rows and change nothing. */
const kinds: ReadonlySet<string> = new Set(["SelectQueryNode", "RawNode"]);

function isQuery(built: unknown): built is OperationNodeSource {
  if (typeof built !== "object" || built === null || !("toOperationNode" in built)) return false;
  const { toOperationNode } = built;
  return (
    typeof toOperationNode === "function" && kinds.has((toOperationNode.call(built) as { kind: string }).kind)
  );
}
