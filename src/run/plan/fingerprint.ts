import { hashOf } from "../../base/hash.ts";
import type { NodeId } from "../../graph/types.ts";
import type { FingerprintParts, Reason } from "../types.ts";

/** The hash of everything that decides a node's result. `inputs`, `vars`, `text` and `tests` explain changes and are not in it, seed files excepted. */
export function fingerprintOf(parts: FingerprintParts, isSeed: boolean): string {
  return hashOf(
    parts.statement,
    parts.settings,
    parts.sample,
    renderPairs(parts.parents),
    renderPairs(parts.sources),
    isSeed ? renderPairs(parts.inputs) : "",
    ...(parts.moment === undefined ? [] : [parts.moment]),
  );
}

/**
 * What differs between the published parts and the planned ones, as reasons. A changed statement is put down to the macros or
 * variables that changed where the node's own file did not.
 */
export function comparePlanned(
  before: FingerprintParts,
  now: FingerprintParts,
  isSeed: boolean,
): readonly Reason[] {
  const reasons: Reason[] = [];
  if (before.sample !== now.sample && now.sample !== someBatches)
    reasons.push({ kind: before.sample === someBatches ? "batches" : "sample" });
  if (before.statement !== now.statement) reasons.push(...explainStatement(before, now));
  if (before.settings !== now.settings) reasons.push({ kind: "settings" });
  if (now.moment !== undefined && before.moment !== now.moment && before.statement === now.statement)
    reasons.push({ kind: "moment" });
  if (isSeed && changedKeys(before.inputs, now.inputs).length > 0) reasons.push({ kind: "seed-data" });
  const parents = changedKeys(before.parents, now.parents, before.statement === now.statement);
  if (parents.length > 0) reasons.push({ kind: "parent", parents: parents as NodeId[] });
  const sources = changedKeys(before.sources, now.sources, before.statement === now.statement);
  if (sources.length > 0) reasons.push({ kind: "source-data", sources: sources as NodeId[] });
  return reasons;
}

/** True where nothing differs that the fingerprint is made of: comparing is cheaper than hashing. */
export function hasSameFingerprint(
  before: FingerprintParts,
  now: FingerprintParts,
  isSeed: boolean,
): boolean {
  return (
    before.statement === now.statement &&
    before.settings === now.settings &&
    before.sample === now.sample &&
    before.moment === now.moment &&
    isSameRecord(before.parents, now.parents) &&
    isSameRecord(before.sources, now.sources) &&
    (!isSeed || isSameRecord(before.inputs, now.inputs))
  );
}

/** `sample` of a microbatch model of which only asked-for ranges are filled so far. */
export const someBatches = "range";

/** Name of the node's own template among the inputs. */
export const ownFile = "file";

function explainStatement(before: FingerprintParts, now: FingerprintParts): Reason[] {
  const changed = changedKeys(before.inputs, now.inputs);
  const reasons: Reason[] = [];
  const macros = changed.filter((name) => name !== ownFile);
  const vars = changedKeys(before.vars, now.vars, false);
  if (macros.length > 0) reasons.push({ kind: "macro", names: macros });
  if (vars.length > 0) reasons.push({ kind: "vars", names: vars });
  if (changed.includes(ownFile) || reasons.length === 0) reasons.unshift({ kind: "statement" });
  return reasons;
}

function changedKeys(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  withNew = true,
): string[] {
  return Object.keys(now).filter((key) => (before[key] === undefined ? withNew : before[key] !== now[key]));
}

function isSameRecord(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): boolean {
  let count = 0;
  for (const key in now) {
    if (before[key] !== now[key]) return false;
    count += 1;
  }
  for (const _key in before) count -= 1;
  return count === 0;
}

function renderPairs(record: Readonly<Record<string, string>>): string {
  let text = "";
  for (const key of Object.keys(record).sort()) text += `${key}=${record[key]}\n`;
  return text;
}
