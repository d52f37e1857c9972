import type { Expression } from "../plan/expressions.ts";
import type { Aggregation, Operator } from "../plan/operators.ts";
import { inputsOf } from "../plan/walk.ts";

/**
 * What becomes of a row that comes twice: it is `kept` in the result, `counted` twice by an aggregate such as a sum, or makes no difference
 * (`removed`) since groups, DISTINCT, IN or EXISTS see it once.
 */
export type Duplicates = "kept" | "counted" | "removed";

/** For each operator of a plan, what becomes of duplicates among the rows that come out of it. */
export function findDuplicates(root: Operator): ReadonlyMap<Operator, Duplicates> {
  const found = new Map<Operator, Duplicates>();
  const references = new Map<number, Duplicates>();
  const visit = (operator: Operator, state: Duplicates): void => {
    found.set(operator, state);
    if (operator.kind === "cteScan") {
      references.set(operator.cte, worse(references.get(operator.cte), state));
    } else if (operator.kind === "cte") {
      // The definition stands below all its references, the worst of which counts.
      visit(operator.body, state);
      visit(operator.definition, references.get(operator.index) ?? "removed");
    } else {
      const inputs = inputsOf(operator);
      inputs.forEach((input, i) => {
        visit(input, stateBelow(operator, i, state));
      });
    }
  };
  visit(root, "kept");
  return found;
}

const severity: Readonly<Record<Duplicates, number>> = { removed: 0, kept: 1, counted: 2 };

const worse = (one: Duplicates | undefined, other: Duplicates): Duplicates =>
  one !== undefined && severity[one] > severity[other] ? one : other;

function stateBelow(operator: Operator, input: number, state: Duplicates): Duplicates {
  switch (operator.kind) {
    case "aggregation":
      return seesEachOnce(operator) ? "removed" : "counted";
    case "distinct":
      return "removed";
    case "windowing":
      return state === "removed" ? "counted" : state;
    case "recursiveCte":
      return operator.unionAll ? state : "removed";
    case "join":
    case "conditionJoin":
      return input === 1 && onlyLooksAtRight.has(operator.type) ? "removed" : state;
    default:
      return state;
  }
}

const onlyLooksAtRight: ReadonlySet<string> = new Set(["semi", "anti", "mark", "single"]);

const aggregatesOfSets: ReadonlySet<string> = new Set([
  "any_value",
  "approx_count_distinct",
  "arg_max",
  "arg_min",
  "bool_and",
  "bool_or",
  "first",
  "last",
  "max",
  "max_by",
  "min",
  "min_by",
]);

/** No aggregate of it changes when a row comes twice. The engine's own, around a scalar subquery, only asks for one row. */
const seesEachOnce = ({ aggregates, groupingIndex }: Aggregation): boolean =>
  groupingIndex === undefined || aggregates.every(isOfSet);

/** True for an aggregate that does not change when a row comes twice. */
export const isOfSet = (aggregate: Expression): boolean =>
  aggregate.kind === "aggregate" && (aggregate.distinct || aggregatesOfSets.has(aggregate.name));
