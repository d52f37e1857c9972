import { momentTimestamp, shiftMoment } from "../moments.ts";
import { operand } from "../statement.ts";
import type { Label } from "../training-types.ts";
import type { Aggregate } from "../types.ts";
import { labelAggregate } from "./label-aggregate.ts";
import { labelExistence } from "./label-existence.ts";
import type { Pass, Writing } from "./steps.ts";

/** Only the rows whose horizon had ended when the label's rows were complete. */
export const completeRows: Pass = (writing, from) => {
  const { label } = writing.set;
  if (label === undefined) return [];
  const complete = `${horizonEnd(writing, label)} <= (${selectObserved(writing, label)})`;
  return [{ name: "quern_set_complete", select: `select *\nfrom ${from}\nwhere ${complete}` }];
};

/** Adds the label: of the rows with as_of < t <= as_of + within. */
export const labelRows: Pass = (writing, from) => {
  const { label } = writing.set;
  if (label === undefined) return [];
  const end = `epoch_us(${horizonEnd(writing, label)})`;
  return isExistence(label.value)
    ? labelExistence(writing, label, from, end)
    : labelAggregate(writing, label, label.value, from, end);
};

function isExistence(value: Label["value"]): value is Exclude<Label["value"], Aggregate> {
  return value.kind === "exists" || value.kind === "not_exists";
}

/** Where the horizon of a row ends, SQL of a TIMESTAMP. */
function horizonEnd({ set, dialect }: Writing, { within }: Label): string {
  return shiftMoment("as_of", within, 1, set.zone, dialect);
}

/** Up to when the label's rows are complete. */
function selectObserved({ set, dialect }: Writing, { observedUntil, relation, timestamp }: Label): string {
  const moment = momentTimestamp("quern_raw", set.zone, dialect);
  if (observedUntil !== undefined)
    return `select ${moment} from (select ${operand(observedUntil)} as quern_raw)`;
  return `select max(${moment}) from (select ${operand(timestamp)} as quern_raw from ${relation})`;
}
