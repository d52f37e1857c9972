import type { Expression } from "../plan/expressions.ts";
import { partsOf } from "../plan/walk.ts";
import type { Tie } from "./flow.ts";
import { isReference, type Reference, referred, type Scope } from "./scope.ts";
import { tieOf } from "./traced.ts";

/**
 * What a moment that is computed has to do with the cells it is computed of: whether it may be earlier than they are. Undefined for what is no
 * moment, or is computed of other rows.
 */
export function momentOf(expression: Expression, scope: Scope): Tie | undefined {
  if (!scope.flow.isOpen || !isMoment(expression)) return undefined;
  const references = referencesIn(expression);
  const moments = references.length === 1 ? references : references.filter(isMoment);
  const ties = moments.map((each) => tieOf(referred(each, scope)));
  if (ties.length === 0) return undefined;
  const isLater = addsTime(expression);
  const isEarly = !isLater && looksBack(expression);
  const [first] = ties;
  if (first?.kind === "top") return ties.length === 1 && !isEarly ? first : undefined;
  const cells: number[] = [];
  for (const tie of ties) {
    if (tie === undefined || tie.kind === "top") return undefined;
    cells.push(...tie.cells);
  }
  const kind = isEarly || (!isLater && ties.some((tie) => tie?.kind === "early")) ? "early" : "near";
  return { kind, cells: [...new Set(cells)] };
}

const moments = /^(?:DATE$|TIMESTAMP)/;

/** True for dates and timestamps. */
export function isMoment(expression: Expression): boolean {
  return "type" in expression && moments.test(expression.type.name);
}

function referencesIn(expression: Expression): readonly Reference[] {
  if (isReference(expression)) return [expression];
  return partsOf(expression).flatMap(referencesIn);
}

const starts: ReadonlySet<string> = new Set([
  "date_trunc",
  "datetrunc",
  "time_bucket",
  "make_date",
  "date",
  "least",
]);

/** True where an expression gives the start of a day or a month, or a moment some time before. */
export function looksBack(expression: Expression): boolean {
  return isEarlier(expression) || partsOf(expression).some(looksBack);
}

/** True where the outermost function of an expression makes a moment earlier. */
export function isEarlier(expression: Expression): boolean {
  if (expression.kind === "cast")
    return expression.type.name === "DATE" && /^TIMESTAMP/.test(typeName(expression.argument));
  if (expression.kind !== "call") return false;
  return starts.has(expression.name) || (expression.name === "-" && isMoment(expression));
}

/** True for the end of a day, as its start and a day: whoever adds something is taken to mean that. */
function addsTime(expression: Expression): boolean {
  if (expression.kind === "cast") return !isEarlier(expression) && addsTime(expression.argument);
  return expression.kind === "call" && expression.name === "+";
}

const typeName = (expression: Expression): string => ("type" in expression ? expression.type.name : "");
