import { type Json, type JsonObject, quoteLongNumbers } from "./json.ts";
import type { Plan } from "./operators.ts";
import { readExpression } from "./read-expression.ts";
import { readOperator } from "./read-operator.ts";
import { asObject, type Reading, Untraceable } from "./reading.ts";

/** What came of asking the engine for a plan. */
export type ReadPlan =
  | { readonly kind: "plan"; readonly plan: Plan }
  | RefusedStatement
  | UntraceableStatement;

/** The engine does not accept the statement. */
export interface RefusedStatement {
  readonly kind: "refused";
  /** `parser`, `binder`, `catalog`, `not implemented`, .. */
  readonly category: string;
  /** `COLUMN_NOT_FOUND`, `MISSING_ENTRY`, `SYNTAX_ERROR`, .. */
  readonly subtype?: string;
  readonly message: string;
  /** An offset in bytes of UTF-8. */
  readonly position?: number;
  readonly candidates: readonly string[];
  /** What was not found, and what sort of thing it is: `Table`, `Scalar Function`. */
  readonly name?: string;
  readonly sort?: string;
}

/** The statement is accepted, but its plan holds something that this reader does not know. */
export interface UntraceableStatement {
  readonly kind: "untraceable";
  readonly what: string;
  /** The nearest place that was seen, an offset in bytes of UTF-8. */
  readonly position?: number;
}

export interface ReadPlanOptions {
  /** The database that names without one mean: the binder's own. */
  readonly database?: string;
}

/**
 * The plan in the text that `json_serialize_plan(sql, optimize := false, skip_null := true, skip_empty := false)` gives. A closed world: what
 * is not known makes the statement untraceable, and nothing is left out of a plan that was read.
 */
export function readPlan(text: string, options: ReadPlanOptions = {}): ReadPlan {
  const reading = openReading(options);
  try {
    const answer = asObject(JSON.parse(quoteLongNumbers(text)) as Json, "a plan");
    return answer.error === false ? readPlans(answer, reading) : readRefusal(answer);
  } catch (error) {
    return untraceable(error, reading);
  }
}

/** What the readers of one plan share, at its start. */
export function openReading({ database = "memory" }: ReadPlanOptions): Reading {
  const reading: Reading = {
    position: undefined,
    inLambda: false,
    database,
    expression: (value) => readExpression(value, reading),
  };
  return reading;
}

/** What a reader threw, as a result; throws what is no finding of a reader's. */
export function untraceable(error: unknown, { position }: Reading): UntraceableStatement {
  if (!(error instanceof Untraceable)) throw error;
  return { kind: "untraceable", what: error.what, ...(position !== undefined && { position }) };
}

function readPlans({ plans }: JsonObject, reading: Reading): ReadPlan {
  const count = Array.isArray(plans) ? plans.length : 0;
  if (!Array.isArray(plans) || count !== 1) throw new Untraceable(`${count} statements in one`);
  return { kind: "plan", plan: { root: readOperator(plans[0], reading) } };
}

/** Readers of files that the engine can bind but not write down. */
const unwritten: Readonly<Record<string, string>> = {
  "CSVReaderSerialize not implemented": "read_csv",
  "JSONScan Serialize not implemented": "read_json",
};

export function readRefusal(answer: JsonObject): RefusedStatement | UntraceableStatement {
  const text = (key: string) => {
    const value = answer[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const message = text("error_message") ?? "unknown error";
  const what = unwritten[message];
  if (what !== undefined) return { kind: "untraceable", what };
  const [subtype, position, name, sort] = ["error_subtype", "position", "name", "type"].map(text);
  return {
    kind: "refused",
    category: text("error_type") ?? "unknown",
    ...(subtype !== undefined && { subtype }),
    message,
    ...(position !== undefined && { position: Number(position) }),
    candidates: text("candidates")?.split(/,\s*/) ?? [],
    ...(name !== undefined && { name }),
    ...(sort !== undefined && { sort }),
  };
}
