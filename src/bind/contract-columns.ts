import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Column } from "../compile/types.ts";
import type { RelationNode } from "../graph/types.ts";
import { type TypeAnswer, typeQuestion } from "./ask-types.ts";
import type { ContractDifference } from "./types.ts";

type Declared = RelationNode["columns"][number];

/** How the columns that a contract declares differ from those that the statement gives: in names, in types, and in their order. */
export function compareContract(
  { columns }: Pick<RelationNode, "columns">,
  given: readonly Column[],
  answers: ReadonlyMap<string, TypeAnswer>,
): readonly ContractDifference[] {
  const byName = new Map(given.map((column) => [column.name.toLowerCase(), column]));
  const declared = new Set(columns.map(({ name }) => name.toLowerCase()));
  return [
    ...given.flatMap((column): ContractDifference[] =>
      declared.has(column.name.toLowerCase()) ? [] : [{ kind: "undeclared", column }],
    ),
    ...columns.flatMap((column): readonly ContractDifference[] => {
      const found = byName.get(column.name.toLowerCase());
      if (found === undefined) return [{ kind: "missing", name: column.name }];
      return compareType(column, found.type, answers);
    }),
    ...findMisplaced(columns, given),
  ];
}

function compareType(
  { name, type: declared }: Declared,
  given: string,
  answers: ReadonlyMap<string, TypeAnswer>,
): readonly ContractDifference[] {
  if (declared === undefined) return [{ kind: "untyped", name, given }];
  const answer = answers.get(typeQuestion(declared));
  if (answer?.kind === "refused") return [{ kind: "no-type", name, declared, given, reason: answer.reason }];
  return answer === undefined || answer.type === given ? [] : [{ kind: "type", name, declared, given }];
}

/** The first column of the list that the statement gives elsewhere. */
function findMisplaced(
  columns: readonly Declared[],
  given: readonly Column[],
): readonly ContractDifference[] {
  const places = new Map(given.map(({ name }, index) => [name.toLowerCase(), index]));
  const placeOf = (name: string) => places.get(name.toLowerCase()) ?? -1;
  const listed = columns.filter(({ name }) => placeOf(name) >= 0);
  const sorted = [...listed].sort((one, other) => placeOf(one.name) - placeOf(other.name));
  const first = listed.find((column, index) => column !== sorted[index]);
  if (first === undefined) return [];
  const after = given[placeOf(first.name) - 1]?.name;
  return [{ kind: "order", name: first.name, ...(after !== undefined && { after }) }];
}

/**
 * Says what is different, each at its line. Another order is only a warning: who reads by name does not mind, and what is run stays the statement
 * as it is written, with nothing put around it.
 */
export function describeDifferences(
  node: RelationNode,
  given: readonly Column[],
  differences: readonly ContractDifference[],
): readonly Diagnostic[] {
  const known = given.map(({ name }) => name);
  const undeclared = differences.flatMap((one) => (one.kind === "undeclared" ? [one.column] : []));
  const near = undeclared.length > 0 ? undeclared.map(({ name }) => name) : known;
  const others = differences.flatMap((one) =>
    one.kind === "undeclared" ? [] : [describeDifference(node, one, known, near)],
  );
  if (undeclared.length === 0) return others;
  const place = { span: node.patchSpan ?? node.span };
  return [diagnose("Q0811", { node: node.name, columns: undeclared }, place), ...others];
}

/** @param near what a column that is not there may have been meant to be */
function describeDifference(
  { name: node, columns }: RelationNode,
  one: Exclude<ContractDifference, { kind: "undeclared" }>,
  known: readonly string[],
  near: readonly string[],
): Diagnostic {
  const { name: column } = one;
  const place = { span: columns.find(({ name }) => name === column)?.span };
  switch (one.kind) {
    case "missing": {
      const suggestion = findSuggestion(column, near);
      return diagnose(
        "Q0810",
        { node, column, known, ...(suggestion !== undefined && { suggestion }) },
        place,
      );
    }
    case "untyped":
      return diagnose("Q0813", { node, column, given: one.given }, place);
    case "no-type":
      return diagnose("Q0814", { ...one, node, column }, place);
    case "type":
      return diagnose("Q0812", { ...one, node, column }, place);
    case "order":
      return diagnose("Q0815", { ...one, node, column, given: known }, place);
  }
}
