import { diagnose } from "../../base/diagnostic.ts";
import type { Duration } from "../../features/types.ts";
import type { FeatureSetDefinition, SplitDefinition } from "../../project/features/definitions.ts";
import type { Report } from "./feature-scope.ts";
import { parseLength } from "./lengths.ts";
import type { SplitSpec } from "./types.ts";

/**
 * Resolves how far the rows of a part of time look ahead; undefined where none are to be left out for it, and where it cannot be told, with the
 * reason reported.
 */
export function resolvePurge(
  { by, purge }: SplitDefinition,
  { name: set, label }: Pick<FeatureSetDefinition, "name" | "label">,
  report: Report,
): Duration | undefined {
  if (purge === undefined || purge.text === "false") return undefined;
  const { text, span } = purge;
  if (by.text !== "time") {
    report(diagnose("Q1231", { by: by.text }, { span }));
    return undefined;
  }
  if (text !== "true") {
    const length = parseLength(text);
    if (!length) report(diagnose("Q1232", { text }, { span }));
    return length?.duration;
  }
  if (!label) report(diagnose("Q1230", { set }, { span }));
  return label && parseLength(label.within.text)?.duration;
}

/** Reports the parts of which purging leaves nothing, whatever the rows are. `begins` is the first moment there can be, ISO. */
export function checkPurged(
  { parts, purge: written }: SplitDefinition,
  resolved: Extract<SplitSpec, { kind: "time" }>,
  label: FeatureSetDefinition["label"],
  begins: string | undefined,
  report: Report,
): void {
  const { purge } = resolved;
  if (purge === undefined) return;
  let from = begins;
  for (const [index, { name, until }] of resolved.parts.slice(0, -1).entries()) {
    if (from !== undefined && until !== undefined && from < until) {
      const length = Date.parse(until) - Date.parse(from);
      const ahead = (written?.text === "true" ? label?.within.text : written?.text) ?? "";
      if (length < shortest(purge))
        report(diagnose("Q1233", { part: name, ahead }, { span: parts[index]?.value.span }));
    }
    from = until;
  }
}

const day = 86_400_000;

/** Milliseconds of the least that a unit can be; of the calendar's, a day less, since zones have skipped days. */
const units: Readonly<Record<Duration["unit"], (amount: number) => number>> = {
  second: (amount) => amount * 1000,
  minute: (amount) => amount * 60_000,
  hour: (amount) => amount * 3_600_000,
  day: (amount) => amount * day,
  month: (amount) => (amount * 28 - 1) * day,
  year: (amount) => (amount * 365 - 1) * day,
};

const shortest = ({ amount, unit }: Duration): number => units[unit](amount);
