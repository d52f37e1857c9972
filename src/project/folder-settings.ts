import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { SettingsLayer } from "./definitions.ts";
import { settingSchemas } from "./schemas/settings.ts";
import { normalizeSettings, settingNames, type WrittenSetting } from "./settings.ts";
import { checkNode } from "./yaml/check-yaml.ts";
import { type Locate, plainOf, type YamlEntry, type YamlNode } from "./yaml/yaml-node.ts";

/** Settings per folder, by the path below models/ ("" for all), in the order they stand. */
export type FolderLayers = Readonly<Record<string, SettingsLayer>>;

/** Settings whose value is a map; under any other setting's name a map is a folder. */
const mapSettings = new Set([
  "meta",
  "grants",
  "persist_docs",
  "contract",
  "snapshot_columns",
  "snapshot_meta_column_names",
  "write_options",
  "column_types",
]);

/**
 * Reads `models:` of project.yml: nested maps of folders, with settings at every level. A `+` before a key says that it is a setting;
 * without it, a setting's name is one and everything else a folder or a model.
 */
export function readFolderSettings(
  node: YamlNode | undefined,
  { file, locate, report }: { file: string; locate: Locate; report: (diagnostic: Diagnostic) => void },
): FolderLayers {
  const layers: Record<string, SettingsLayer> = {};
  const visit = (map: YamlNode, path: string): void => {
    if (map.kind !== "map") return;
    const written: WrittenSetting[] = [];
    for (const entry of map.entries) {
      const { key, keyStart, keyEnd, value } = entry;
      const name = key.replace(/^\+/, "");
      if (isFolder(entry)) {
        visit(value, path === "" ? key : `${path}/${key}`);
        continue;
      }
      const span = locate(keyStart, keyEnd);
      if (!settingNames.has(name)) {
        if (value.kind === "scalar" && value.value === null && !key.startsWith("+")) continue;
        const known = [...settingNames];
        const suggestion = findSuggestion(name, known);
        const where = path === "" ? "`models` of project.yml" : `the settings of folder "${path}"`;
        report(diagnose("Q0002", { key, where, known, ...(suggestion && { suggestion }) }, { span }));
        continue;
      }
      checkSetting(name, entry, { file, locate, report });
      written.push({ key: name, value: plainOf(value), span });
    }
    if (written.length > 0 || path !== "") layers[path] = normalizeSettings(written);
  };
  if (node) visit(node, "");
  return layers;
}

function isFolder({ key, value }: YamlEntry): boolean {
  return value.kind === "map" && !key.startsWith("+") && !mapSettings.has(key);
}

function checkSetting(
  name: string,
  entry: YamlEntry,
  { file, locate, report }: { file: string; locate: Locate; report: (diagnostic: Diagnostic) => void },
): void {
  const key = name.replaceAll("-", "_");
  if (!Object.hasOwn(settingSchemas, key)) return;
  const schema = settingSchemas[key as keyof typeof settingSchemas];
  for (const found of checkNode(entry.value, schema, { file, locate, name: key })) report(found);
}
