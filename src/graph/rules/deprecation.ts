import { diagnose } from "../../base/diagnostic.ts";
import type { LinkRule } from "./rule.ts";

/** Whoever reads a model that is deprecated, or will be, is warned. */
export const checkDeprecation: LinkRule = (reader, target, { span }, { now }) => {
  if (!now || target.kind !== "model" || target.deprecationDate === undefined) return undefined;
  const date = target.deprecationDate;
  const past = Date.parse(date) <= now.getTime();
  const latest = target.latestVersion === target.version ? undefined : target.latestVersion;
  const name = target.version === undefined ? target.name : `${target.name}.v${target.version}`;
  return diagnose("Q0313", { reader: reader.name, name, date, past, latest }, { span });
};
