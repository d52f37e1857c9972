import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Definition } from "./definitions.ts";
import type { FolderLayers } from "./folder-settings.ts";
import type { InstalledPackage } from "./packages.ts";

/** The project's layers for its own files: as written, and those written below the project's name. Farthest first. */
export function layersOfProject(layers: FolderLayers, project: string): readonly FolderLayers[] {
  return [layers, layersBelow(layers, project)];
}

/** The project's layers for the files of a package: those for everything, and those below the package's name. */
export function layersOfPackage(layers: FolderLayers, name: string): readonly FolderLayers[] {
  const all = layers[""];
  return [all ? { "": all } : {}, layersBelow(layers, name)];
}

function layersBelow(layers: FolderLayers, name: string): FolderLayers {
  const below: [string, FolderLayers[string]][] = [];
  for (const [path, layer] of Object.entries(layers)) {
    if (path === name) below.push(["", layer]);
    else if (path.startsWith(`${name}/`)) below.push([path.slice(name.length + 1), layer]);
  }
  return Object.fromEntries(below);
}

/** Reports folders of project.yml's `models:` or `features:` that hold nothing of the kinds meant. */
export function reportUnusedFolders(
  layers: FolderLayers,
  {
    project,
    definitions,
    packages,
  }: {
    readonly project: string;
    readonly definitions: readonly Definition[];
    readonly packages: readonly InstalledPackage[];
  },
  kinds: readonly Definition["kind"][],
  report: (problem: Diagnostic) => void,
): void {
  if (Object.keys(layers).every((path) => path === "")) return;
  const used = new Set([project, ...packages.map(({ name }) => name)]);
  for (const { kind, file, name, package: owner } of definitions) {
    if (!kinds.includes(kind) || owner !== project) continue;
    let path = file.slice(file.indexOf("/") + 1, file.lastIndexOf("."));
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    // A path that is known has had the folders above it added as well.
    while (path !== "" && !used.has(path)) {
      used.add(path);
      path = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    }
    used.add(folder + name);
  }
  for (const [path, { spans }] of Object.entries(layers)) {
    const [first = ""] = path.split("/");
    if (path === "" || used.has(path) || packages.some(({ name }) => name === first) || first === project)
      continue;
    const suggestion = findSuggestion(path, used);
    const [span] = Object.values(spans);
    report(diagnose("Q0030", { path, ...(suggestion && { suggestion }) }, { span }));
  }
}
