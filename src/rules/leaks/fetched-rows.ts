import type { UniqueColumnsFinder } from "../unique-columns.ts";
import type { Moments } from "./moments-known.ts";
import type { FlowReader } from "./read-flow.ts";

/** What is known of the rows that a reach fetches. */
export interface FetchedRows {
  /** Classes in which they are equal to the own row; undefined for the own row itself. */
  readonly kept: ReadonlySet<number> | undefined;
  /** Classes of moments of theirs that are no later than T, and of those that may be by less than what they are cut to. */
  readonly late: ReadonlySet<number>;
  readonly early: ReadonlySet<number>;
  /** They belong to what the own row belongs to: they are none but rows up to it, or those in whose place it stands. */
  readonly isLikeOwn: boolean;
}

export const isWithin = (each: number, classes: ReadonlySet<number> | undefined): boolean =>
  classes === undefined || classes.has(each);

/** The rows that a reach fetches: what they share with the own one, and which moments of theirs are no later. */
export function fetchedBy(
  number: number,
  reader: FlowReader,
  moments: Moments,
  unique: UniqueColumnsFinder,
): FetchedRows {
  const { flow, classOf } = reader;
  const reach = flow.reaches[number];
  if (!reach) return { kept: undefined, late: moments.exact, early: moments.early, isLikeOwn: false };
  const kept = reader.keptBy(number);
  const isSerial = (cell: number) => {
    const [scan = -1, column] = flow.cells[cell] ?? [];
    const parent = flow.scans[scan];
    return parent != null && column != null && unique.isUnique({ node: parent, columns: [column] });
  };
  const isInTime = reach.order === undefined || isSerial(reach.order);
  const isBefore = reach.kind === "before" && isInTime;
  if (isBefore) return { kept, late: moments.exact, early: moments.early, isLikeOwn: true };
  const topped = moments.tops.flatMap(({ step, classes }) => (step === reach.step ? classes : []));
  const cut = new Set((reach.keptEarly ?? []).map(classOf));
  const before = new Set(isInTime ? (reach.keptBefore ?? []).map(classOf) : []);
  const isShared = (each: number) => isWithin(each, kept) || before.has(each);
  return {
    kept,
    late: new Set([...[...moments.exact].filter(isShared), ...topped]),
    early: new Set([
      ...[...moments.early].filter(isShared),
      ...[...moments.exact, ...moments.early].filter((each) => cut.has(each)),
    ]),
    isLikeOwn: reach.isRest ?? false,
  };
}
