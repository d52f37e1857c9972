import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { itemSpans } from "./allowances.ts";
import type { SettingsLayer } from "./definitions.ts";
import { settingAliases, settingSchemas } from "./schemas/settings.ts";
import { normalizeSettings, settingNames, type WrittenSetting } from "./settings.ts";
import { checkNode } from "./yaml/check-yaml.ts";
import { type Locate, plainOf, type YamlEntry, type YamlNode } from "./yaml/yaml-node.ts";

/** Settings per folder, by the path below models/ ("" for all), in the order they stand. */
export type FolderLayers = Readonly<Record<string, SettingsLayer>>;

/** Settings whose value is a map; under any other setting's name a map is a folder. */
const mapSettings = new Set([
  "allow",
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
 * Reads `models:` or `features:` of project.yml: nested maps of folders, with settings at every level. A `+` before a key says that it is a setting;
 * without it, a setting's name is one and everything else a folder or a model.
 */
export function readFolderSettings(node: YamlNode | undefined, context: Context): FolderLayers {
  const layers: Record<string, SettingsLayer> = {};
  const visit = (map: YamlNode, path: string): void => {
    if (map.kind !== "map") return;
    const folders = map.entries.filter(isFolder);
    const written = map.entries.flatMap((entry) =>
      isFolder(entry) ? [] : (readSetting(entry, path, context) ?? []),
    );
    if (written.length > 0 || path !== "") layers[path] = normalizeSettings(written);
    for (const { key, value } of folders) visit(value, path === "" ? key : `${path}/${key}`);
  };
  if (node) visit(node, "");
  return layers;
}

interface Context {
  readonly file: string;
  readonly locate: Locate;
  readonly report: (diagnostic: Diagnostic) => void;
  /** The key of project.yml, for messages. */
  readonly section: string;
}

function isFolder({ key, value }: YamlEntry): boolean {
  return value.kind === "map" && !key.startsWith("+") && !mapSettings.has(key);
}

function readSetting(entry: YamlEntry, path: string, context: Context): WrittenSetting | undefined {
  const { key, keyStart, keyEnd, value } = entry;
  const span = context.locate(keyStart, keyEnd);
  const name = key.replace(/^\+/, "");
  if (settingNames.has(name)) {
    checkSetting(name, value, context);
    const items = name === "allow" ? { itemSpans: itemSpans(value, context.locate) } : {};
    return { key: name, value: plainOf(value), span, ...items };
  }
  const isEmptyFolder = value.kind === "scalar" && value.value === null && !key.startsWith("+");
  if (isEmptyFolder) return undefined;
  const known = Object.keys(settingSchemas);
  const suggestion = findSuggestion(name, known);
  const where = path === "" ? `\`${context.section}\` of project.yml` : `the settings of folder "${path}"`;
  context.report(diagnose("Q0002", { key, where, known, ...(suggestion && { suggestion }) }, { span }));
  return undefined;
}

function checkSetting(name: string, value: YamlNode, { file, locate, report }: Context): void {
  const key = settingAliases[name] ?? name;
  if (!Object.hasOwn(settingSchemas, key)) return;
  const schema = settingSchemas[key as keyof typeof settingSchemas];
  for (const found of checkNode(value, schema, { file, locate, name: key })) report(found);
}
