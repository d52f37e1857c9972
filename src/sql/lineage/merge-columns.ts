import { Untraceable } from "../plan/reading.ts";
import type { Tie } from "./flow.ts";
import { noUses, type Traced, type TracedColumn, tieOf, uniteAll, withDecided } from "./traced.ts";

/** The columns of several inputs made one, by position. What is the same outer column everywhere still is one. */
export function mergeColumns(inputs: readonly Traced[]): readonly TracedColumn[] {
  const [first] = inputs;
  if (first === undefined || inputs.some(({ columns }) => columns.length !== first.columns.length))
    throw new Untraceable("inputs of different width");
  return first.columns.map(({ outer }, i) => {
    const merged = inputs.flatMap(({ columns }) => columns[i] ?? []);
    const tie = mergeTies(merged.map(tieOf));
    const isOuter = outer !== undefined && merged.every((each) => each.outer?.original === outer.original);
    const column = {
      uses: uniteAll(merged.map((each) => each.uses)),
      ...(tie && { tie }),
      ...(isOuter && { outer }),
    };
    return withDecided(column, uniteAll(merged.map(({ decided = noUses }) => decided)));
  });
}

/** A row comes from one input: its value is one of that input's cells. */
function mergeTies(ties: readonly (Tie | undefined)[]): Tie | undefined {
  const cells = new Set<number>();
  for (const tie of ties) {
    if (tie === undefined || tie.kind === "top") return undefined;
    for (const cell of tie.cells) cells.add(cell);
  }
  const kinds = new Set(ties.map((tie) => tie?.kind));
  const kind = kinds.has("early") ? "early" : kinds.has("near") ? "near" : "equal";
  return { kind, cells: [...cells] };
}
