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

/** The columns that have to be moved for the list to have the statement's order: as few as can be. */
function findMisplaced(
  columns: readonly Declared[],
  given: readonly Column[],
): readonly ContractDifference[] {
  const places = new Map(given.map(({ name }, index) => [name.toLowerCase(), index]));
  const listed = columns.flatMap(({ name }) => {
    const place = places.get(name.toLowerCase());
    return place === undefined ? [] : [{ name, place }];
  });
  const inOrder = longestRise(listed.map(({ place }) => place));
  return listed.flatMap(({ name, place }): ContractDifference[] => {
    if (inOrder.has(place)) return [];
    const after = given[place - 1]?.name;
    return [{ kind: "order", name, ...(after !== undefined && { after }) }];
  });
}

/** The longest part of a list of different numbers, not needing to be in one piece, in which each is greater than the one before. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  // For each number the length of the longest part that ends with it, and the number before it there.
  const ends: { readonly number: number; readonly length: number; readonly before: number }[] = [];
  for (const number of numbers) {
    const lower = ends.filter((end) => end.number < number);
    const longest = Math.max(0, ...lower.map(({ length }) => length));
    const before = ends.findIndex((end) => end.number < number && end.length === longest);
    ends.push({ number, length: longest + 1, before: longest === 0 ? -1 : before });
  }
  const rise = new Set<number>();
  const length = Math.max(0, ...ends.map((end) => end.length));
  for (let at = ends.findIndex((end) => end.length === length); at >= 0; at = ends[at]?.before ?? -1)
    rise.add(ends[at]?.number ?? -1);
  return rise;
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
    one.kind === "undeclared" || one.kind === "order" ? [] : [describeDifference(node, one, known, near)],
  );
  const { name, columns } = node;
  const moved = differences.filter((one) => one.kind === "order");
  const place = { span: columns.find((column) => column.name === moved[0]?.name)?.span };
  const whole = { span: node.patchSpan ?? node.span };
  return [
    ...(undeclared.length > 0 ? [diagnose("Q0811", { node: name, columns: undeclared }, whole)] : []),
    ...others,
    ...(moved.length > 0 ? [diagnose("Q0815", { node: name, columns: moved }, place)] : []),
  ];
}

/** @param near what a column that is not there may have been meant to be */
function describeDifference(
  { name: node, columns }: RelationNode,
  one: Exclude<ContractDifference, { kind: "undeclared" | "order" }>,
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
  }
}
