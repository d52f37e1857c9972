import type {
  Allowance,
  Json,
  Materialized,
  NodeSettings,
  SettingsLayer,
  TestSettings,
} from "../project/definitions.ts";
import type { ResolvedSettings } from "./types.ts";

export interface MergedSettings {
  readonly settings: ResolvedSettings;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly group?: string;
  readonly allow?: readonly Allowance[];
}

/**
 * Returns the function that merges a node's layers, farthest first: the nearest wins, `tags` and `allow` add up, `meta` merges by key. Nodes
 * whose layers hold the same settings, as thousands do, share what comes out.
 *
 * @param materialized what the node becomes where no layer says; a seed stays one whatever its folder says
 */
export function createSettingsMerger(
  materialized: Materialized,
): (layers: readonly SettingsLayer[]) => MergedSettings {
  const defaults: Step = {
    merged: { settings: { materialized }, tags: noTags, meta: noMeta },
    after: undefined,
  };
  const isSeed = materialized === "seed";
  return (layers) => {
    let step = defaults;
    for (const { settings } of layers) {
      step.after ??= new Map();
      let next = step.after.get(settings);
      if (!next) {
        next = { merged: mergeLayer(step.merged, settings, isSeed), after: undefined };
        step.after.set(settings, next);
      }
      step = next;
    }
    return step.merged;
  };
}

/** Settings merged so far, and what the next layer has made of them. */
interface Step {
  readonly merged: MergedSettings;
  after: Map<NodeSettings, Step> | undefined;
}

function mergeLayer(below: MergedSettings, from: NodeSettings, isSeed: boolean): MergedSettings {
  const settings: Record<string, unknown> & ResolvedSettings = { ...below.settings };
  let { tags, meta, group, allow } = below;
  for (const key in from) {
    const value = from[key as keyof NodeSettings];
    if (value === undefined) continue;
    if (key === "tags") tags = joinTags(tags, value as readonly string[]);
    else if (key === "meta") meta = { ...meta, ...(value as Readonly<Record<string, Json>>) };
    else if (key === "allow") allow = [...(allow ?? []), ...(value as readonly Allowance[])];
    else if (key === "group") group = value as string;
    else if (key !== "materialized" || !isSeed) settings[key] = value;
  }
  return { settings, tags, meta, ...(group !== undefined && { group }), ...(allow && { allow }) };
}

/** Merges the settings of a test over the project's defaults, by the same rules. */
export function mergeTestSettings(defaults: TestSettings, own: TestSettings): TestSettings {
  if (isEmpty(defaults)) return own;
  if (isEmpty(own)) return defaults;
  const tags = joinTags(defaults.tags ?? noTags, own.tags ?? noTags);
  const meta = { ...defaults.meta, ...own.meta };
  return {
    ...defaults,
    ...own,
    ...(tags.length > 0 && { tags }),
    ...(!isEmpty(meta) && { meta }),
  };
}

/** Adds tags to others, each once, in order of appearance. */
export function joinTags(tags: readonly string[], more: readonly string[]): readonly string[] {
  if (more.length === 0) return tags;
  if (tags.length === 0 && more.length === 1) return more;
  return [...new Set([...tags, ...more])];
}

export const noTags: readonly string[] = Object.freeze([]);
export const noMeta: Readonly<Record<string, Json>> = Object.freeze({});

/** Whether a map holds nothing. */
export function isEmpty(map: object): boolean {
  for (const _key in map) return false;
  return true;
}
