import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Column } from "../compile/types.ts";
import type { RelationNode } from "../graph/types.ts";
import { type TypeAnswer, typeQuestion } from "./ask-types.ts";

/**
 * Holds the columns that a contract declares against those that the statement gives: the same names, each of the same type. Another order is
 * only a warning: who reads by name does not mind, and the statement stays what is run, with nothing put around it.
 */
export function checkContractColumns(
  node: RelationNode,
  given: readonly Column[],
  answers: ReadonlyMap<string, TypeAnswer>,
): readonly Diagnostic[] {
  const names = given.map(({ name }) => name);
  const byName = new Map(given.map((column) => [column.name.toLowerCase(), column]));
  const declared = new Set(node.columns.map(({ name }) => name.toLowerCase()));
  const undeclared = given.filter(({ name }) => !declared.has(name.toLowerCase()));
  const columns = node.columns.flatMap((column): Diagnostic[] => {
    const { name, span } = column;
    const found = byName.get(name.toLowerCase());
    if (found === undefined) {
      const suggestion = findSuggestion(
        name,
        undeclared.length > 0 ? undeclared.map((one) => one.name) : names,
      );
      const parameters = { node: node.name, column: name, known: names };
      return [
        diagnose("Q0810", { ...parameters, ...(suggestion !== undefined && { suggestion }) }, { span }),
      ];
    }
    const problem = checkType(node.name, column, found.type, answers);
    return problem ? [problem] : [];
  });
  const missing =
    undeclared.length === 0
      ? []
      : [diagnose("Q0811", { node: node.name, columns: undeclared }, { span: node.patchSpan ?? node.span })];
  return [...missing, ...columns, ...checkOrder(node, given)];
}

function checkType(
  node: string,
  { name: column, type: declared, span }: RelationNode["columns"][number],
  given: string,
  answers: ReadonlyMap<string, TypeAnswer>,
): Diagnostic | undefined {
  if (declared === undefined) return diagnose("Q0813", { node, column, given }, { span });
  const answer = answers.get(typeQuestion(declared));
  if (answer?.kind === "refused")
    return diagnose("Q0814", { node, column, declared, given, reason: answer.reason }, { span });
  if (answer === undefined || answer.type === given) return undefined;
  return diagnose("Q0812", { node, column, declared, given }, { span });
}

/** The first column of the list that the statement gives elsewhere. */
function checkOrder(node: RelationNode, given: readonly Column[]): readonly Diagnostic[] {
  const places = new Map(given.map(({ name }, index) => [name.toLowerCase(), index]));
  const placeOf = (name: string) => places.get(name.toLowerCase()) ?? -1;
  const listed = node.columns.filter(({ name }) => placeOf(name) >= 0);
  const sorted = [...listed].sort((one, other) => placeOf(one.name) - placeOf(other.name));
  const first = listed.find((column, index) => column !== sorted[index]);
  if (first === undefined) return [];
  const after = given[placeOf(first.name) - 1]?.name;
  const names = given.map(({ name }) => name);
  const parameters = { node: node.name, column: first.name, given: names };
  return [diagnose("Q0815", { ...parameters, ...(after !== undefined && { after }) }, { span: first.span })];
}
