import type { TrainingSet } from "../training-types.ts";
import { encodingColumns } from "./encoding/index.ts";

/** Returns the columns that say what part of the set a row is, and what it weighs. */
export function partColumns({ split, balance, label }: TrainingSet): readonly string[] {
  return [
    ...(split === undefined ? [] : ["split"]),
    ...(balance?.kind === "weights" && label !== undefined ? ["weight"] : []),
  ];
}

/** Returns the names of a set's columns, in the order in which its table has them. They depend on the set alone, never on data. */
export function trainingColumns(set: TrainingSet): readonly string[] {
  return [
    ...set.key,
    "as_of",
    ...(set.spine.kind === "rows" ? set.spine.keep : []),
    ...set.features.flatMap(({ columns }) => columns.map((column) => column.as)),
    ...set.expressions.map(({ name }) => name),
    ...(set.label === undefined ? [] : [set.label.name]),
    ...partColumns(set),
    ...set.encodings.flatMap(encodingColumns),
  ];
}
