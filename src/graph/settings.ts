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
 * Merges a node's layers, farthest first: the nearest wins, `tags` and `allow` add up, `meta` merges by key.
 * @param materialized what the node becomes where no layer says; a seed stays one whatever its folder says
 */
export function mergeSettings(layers: readonly SettingsLayer[], materialized: Materialized): MergedSettings {
  const settings: Record<string, unknown> & { materialized: Materialized } = { materialized };
  let tags = noTags;
  let meta = noMeta;
  let group: string | undefined;
  let allow: readonly Allowance[] | undefined;
  const isSeed = materialized === "seed";
  for (const layer of layers) {
    const from = layer.settings;
    for (const key in from) {
      const value = from[key as keyof NodeSettings];
      if (value === undefined) continue;
      if (key === "tags") tags = joinTags(tags, value as readonly string[]);
      else if (key === "meta") meta = { ...meta, ...(value as Readonly<Record<string, Json>>) };
      else if (key === "allow") allow = [...(allow ?? []), ...(value as readonly Allowance[])];
      else if (key === "group") group = value as string;
      else if (key !== "materialized" || !isSeed) settings[key] = value;
    }
  }
  return { settings, tags, meta, group, allow };
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

function isEmpty(map: object): boolean {
  for (const _key in map) return false;
  return true;
}
