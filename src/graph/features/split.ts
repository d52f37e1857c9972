import { diagnose } from "../../base/diagnostic.ts";
import type { FeatureSetDefinition, SplitDefinition } from "../../project/features/definitions.ts";
import type { Report } from "./feature-scope.ts";
import { parseMoment } from "./moments.ts";
import { checkPurged, resolvePurge } from "./purge.ts";
import type { SplitSpec } from "./types.ts";

/** Shares may miss their sum by what binary fractions do to 0.7 + 0.15 + 0.15. */
const tolerance = 1e-9;

/** What "seed" is where a set says none. */
const seedOf = (written: string | undefined, set: string): string => written ?? set;

/**
 * Resolves a split; undefined, with the reasons reported, where its parts make no sense.
 *
 * @param begins the first moment of the set, ISO, where it says one
 */
export function resolveSplit(
  split: SplitDefinition,
  definition: Pick<FeatureSetDefinition, "name" | "encode" | "balance" | "label">,
  zone: string,
  begins: string | undefined,
  report: Report,
): SplitSpec | undefined {
  const { encode, balance } = definition;
  const wrong = (problem: string, span = split.span): undefined => {
    report(diagnose("Q1216", { problem }, { span }));
    return undefined;
  };
  if (split.parts.length < 2) return wrong("it has fewer than two parts");
  // Nothing would be fitted or weighed, without a word.
  if ((encode.length > 0 || balance) && !split.parts.some(({ name }) => name === "train"))
    return wrong(
      'none of its parts is called "train", on which encodings are fitted and classes are balanced',
    );
  const purge = resolvePurge(split, definition, report);
  if (split.by.text !== "time") return byHash(split, definition.name, wrong);
  const parts = partsOfTime(split, zone, wrong);
  if (parts === undefined) return undefined;
  const resolved = { kind: "time", parts, ...(purge && { purge }) } as const;
  checkPurged(split, resolved, definition.label, begins, report);
  return resolved;
}

type Wrong = (problem: string, span?: SplitDefinition["span"]) => undefined;

function partsOfTime(
  { parts }: SplitDefinition,
  zone: string,
  wrong: Wrong,
): Extract<SplitSpec, { kind: "time" }>["parts"] | undefined {
  const untils: { readonly name: string; readonly until?: string }[] = [];
  let before = "";
  for (const [index, { name, value }] of parts.entries()) {
    if (index === parts.length - 1 && value.text === "end") {
      untils.push({ name });
      continue;
    }
    const until = parseMoment(value.text, zone)?.toISOString();
    if (until === undefined)
      return wrong(`"${value.text}" is neither a date nor, for the last part, \`end\``, value.span);
    if (until <= before) return wrong(`"${name}" ends before it begins`, value.span);
    before = until;
    untils.push({ name, until });
  }
  return untils;
}

function byHash({ by, seed, parts }: SplitDefinition, set: string, wrong: Wrong): SplitSpec | undefined {
  const shares: { readonly name: string; readonly share: number }[] = [];
  for (const { name, value } of parts) {
    const share = parseShare(value.text);
    if (share === undefined) return wrong(`"${value.text}" is no share`, value.span);
    shares.push({ name, share });
  }
  const sum = shares.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > tolerance)
    return wrong(`its parts add up to ${Number((sum * 100).toFixed(6))}%, not to 100%`);
  const { text } = by;
  const of = text === "entity" || text === "row" ? text : { column: text };
  return { kind: "hash", of, seed: seedOf(seed, set), parts: shares };
}

/** `20%` or `0.2`; undefined for what is no part of a whole. */
export function parseShare(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%)?\s*$/.exec(text);
  const share = Number(match?.[1] ?? Number.NaN) / (match?.[2] ? 100 : 1);
  return share > 0 && share <= 1 ? share : undefined;
}
