import { bindStatements } from "./bind-statements.ts";
import type { Binding } from "./binding.ts";
import { shortReason } from "./engine-diagnostic.ts";

/** The type that an expression has, in DuckDB's own words, or why it has none. */
export type TypeAnswer =
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "refused"; readonly reason: string };

/** What a type is called is asked as the type of a null of it. */
export const typeQuestion = (spelling: string): string => `cast(null as ${spelling})`;

/** What has to be asked to know whether keys of two types can be compared. */
export const comparisonQuestions = (one: string, other: string): readonly string[] => [
  typeQuestion(one),
  typeQuestion(other),
  comparison(one, other),
];

const comparison = (one: string, other: string) => `${typeQuestion(one)} = ${typeQuestion(other)}`;

/**
 * False where keys of two types cannot be compared. The engine would turn texts into numbers, dates and the like to compare them, until one of
 * them is none: keys that are compared so are not of one type.
 */
export function areComparable(one: string, other: string, answers: ReadonlyMap<string, TypeAnswer>): boolean {
  const [a, b, compared] = comparisonQuestions(one, other).map((question) => answers.get(question));
  if (a?.kind !== "type" || b?.kind !== "type") return true;
  if (compared?.kind === "refused") return false;
  return isText(a.type) === isText(b.type) || [a, b].some(({ type }) => isLikeText(type));
}

const isText = (type: string) => type === "VARCHAR";
const isLikeText = (type: string) => /^(?:ENUM\b|UUID$|JSON$)/.test(type);

/** Asks the binder for the types of expressions, all in one round trip; those that it has told before are not asked again. */
export async function askTypes(
  expressions: Iterable<string>,
  binding: Pick<Binding, "options" | "binder" | "boundNow">,
): Promise<ReadonlyMap<string, TypeAnswer>> {
  const { cache } = binding.options;
  const answers = new Map<string, TypeAnswer>();
  const open: string[] = [];
  for (const expression of new Set(expressions)) {
    const type = cache.findType(expression);
    if (type === undefined) open.push(expression);
    else answers.set(expression, { kind: "type", type });
  }
  if (open.length === 0) return answers;
  const { session, dialect } = await binding.binder();
  const bound = await bindStatements(
    open.map((expression) => `select ${expression} as answer`),
    session,
    dialect,
  );
  binding.boundNow += open.length;
  for (const [index, expression] of open.entries()) {
    const result = bound[index];
    const [column, ...others] = result?.kind === "bound" ? result.columns : [];
    if (column && others.length === 0) {
      answers.set(expression, { kind: "type", type: column.type });
      cache.keepType(expression, column.type);
    } else {
      const reason =
        result?.kind === "refused" ? shortReason(result.error.message) : "it is more than a type";
      answers.set(expression, { kind: "refused", reason });
    }
  }
  return answers;
}
