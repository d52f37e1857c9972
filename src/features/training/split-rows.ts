import type { Split } from "../training-types.ts";
import { entityHash, rowHash, stableHash, textOf, thresholdOf } from "./stable-hash.ts";
import type { Pass, Writing } from "./steps.ts";

/** The part that encodings, weights and under-sampling are made from. */
export const trainingPart = "train";

/** Adds column `split`. A row's part depends on the row alone, so it stays when other rows come. */
export const splitRows: Pass = (writing, from) => {
  const { split } = writing.set;
  if (split === undefined) return [];
  const part = split.kind === "time" ? partByTime(writing, split) : partByHash(writing, split);
  if (split.kind === "time")
    return [{ name: "quern_set_split", select: `select *, ${part} as split\nfrom ${from}` }];
  const hashed = `select *, ${hashOf(writing, split)} as quern_hash\nfrom ${from}`;
  return [
    { name: "quern_set_hashed", select: hashed },
    {
      name: "quern_set_split",
      select: `select * exclude (quern_hash), ${part} as split\nfrom quern_set_hashed`,
    },
  ];
};

/** SQL that holds for the rows of the part "train"; for all, where the set has no parts. */
export function isTraining({ set, dialect }: Writing): string {
  return set.split === undefined ? "true" : `split = ${dialect.renderString(trainingPart)}`;
}

/** Whether the part can be told before the features are there. */
export function splitsBeforeFeatures({ set }: Writing): boolean {
  const { split, spine, key, label } = set;
  if (split === undefined || split.kind === "time" || typeof split.of === "string") return true;
  const kept = spine.kind === "rows" ? spine.keep : [];
  return [...key, ...kept, "as_of", ...(label === undefined ? [] : [label.name])].includes(split.of.column);
}

function partByTime({ dialect }: Writing, split: Extract<Split, { kind: "time" }>): string {
  const branches = split.parts
    .filter((part) => part.until !== undefined)
    .map((part) => `when as_of < ${part.until} then ${dialect.renderString(part.name)}`);
  const last = split.parts.find((part) => part.until === undefined);
  const otherwise = last === undefined ? "" : ` else ${dialect.renderString(last.name)}`;
  if (branches.length === 0)
    return last === undefined ? "cast(null as varchar)" : dialect.renderString(last.name);
  return `case ${branches.join(" ")}${otherwise} end`;
}

function partByHash({ dialect }: Writing, split: Extract<Split, { kind: "hash" }>): string {
  let share = 0;
  const names = split.parts.map((part) => dialect.renderString(part.name));
  const branches = split.parts.slice(0, -1).map((part, index) => {
    share += part.share;
    return `when quern_hash < '${thresholdOf(share)}' then ${names[index]}`;
  });
  const last = names.at(-1) ?? "cast(null as varchar)";
  return branches.length === 0 ? last : `case ${branches.join(" ")} else ${last} end`;
}

function hashOf(writing: Writing, { of, seed }: Extract<Split, { kind: "hash" }>): string {
  if (of === "entity") return entityHash(writing, seed);
  if (of === "row") return rowHash(writing, seed);
  // Rows of no group are one group.
  return stableHash(writing, seed, [`coalesce(${textOf(writing.quote(of.column))}, '')`]);
}
