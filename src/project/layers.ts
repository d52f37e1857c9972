import type { NodeSettings, SettingsLayer } from "./definitions.ts";
import type { FolderLayers } from "./folder-settings.ts";
import { isEmptyLayer, normalizeSettings } from "./settings.ts";
import type { TemplateFacts } from "./template-facts.ts";

/** Layers of a file of a package, farthest first: of everything, of each folder above it, of its own name. */
export type LayerFinder = (path: string, name: string) => readonly SettingsLayer[];

/**
 * Returns the function that finds the folders' layers of a file.
 *
 * @param maps Folder settings that apply to the package, farthest first.
 */
export function createLayerFinder(maps: readonly FolderLayers[]): LayerFinder {
  const known = new Map<string, readonly SettingsLayer[]>();
  const pick = (paths: readonly string[]) =>
    maps.flatMap((map) =>
      paths.flatMap((path) => {
        const layer = Object.hasOwn(map, path) ? map[path] : undefined;
        return layer && !isEmptyLayer(layer) ? [layer] : [];
      }),
    );
  const hasFolders = maps.some((map) => Object.keys(map).length > 0);
  return (path, name) => {
    if (!hasFolders) return noLayers;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    let layers = known.get(folder);
    if (!layers) {
      const parts = folder === "" ? [] : folder.split("/");
      layers = pick(["", ...parts.map((_part, i) => parts.slice(0, i + 1).join("/"))]);
      known.set(folder, layers);
    }
    const ownNames = folder === "" ? [name] : [`${folder}/${name}`];
    const own = pick(path === ownNames[0] ? ownNames : [...ownNames, path]);
    return own.length === 0 ? layers : [...layers, ...own];
  };
}

const noLayers: readonly SettingsLayer[] = Object.freeze([]);

/** The layer of `{{config}}`; undefined where the file has none. */
export function layerOfConfig({ file, config, configSpans }: TemplateFacts): SettingsLayer | undefined {
  const settings = alike.get(config);
  if (settings) return { settings, spans: configSpans };
  const keys = Object.keys(config);
  if (keys.length === 0) return undefined;
  const written = keys.map((key) => ({
    key,
    value: config[key] ?? null,
    span: configSpans[key] ?? { file, line: 1, column: 1 },
  }));
  const layer = normalizeSettings(written, true);
  const isNamedAlike = keys.every((key) => layer.spans[key] === configSpans[key]);
  // What is allowed holds its place, which is another one in each file.
  if (isNamedAlike && layer.settings.allow === undefined) alike.set(config, layer.settings);
  return layer;
}

/** Settings of what was written under the names that they have here. The cache gives files that say the same one and the same value. */
const alike = new WeakMap<TemplateFacts["config"], NodeSettings>();
