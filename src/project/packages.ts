import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";

/** An installed npm package that ships models or macros. */
export interface InstalledPackage {
  readonly name: string;
  /** Relative to the project, with `/`; may lead out of it where node_modules is that of a workspace. */
  readonly folder: string;
}

/** Finds the packages of project.yml in node_modules of the project or of a folder above it; one that is not there is reported. */
export function findPackages(
  root: string,
  wanted: readonly { readonly name: string; readonly span: Span }[],
  report: (problem: Diagnostic) => void,
): InstalledPackage[] {
  return wanted.flatMap(({ name, span }) => {
    const folder = findPackage(root, name);
    if (folder !== undefined) return [{ name, folder: relative(root, folder).replaceAll("\\", "/") }];
    const suggestion = findSuggestion(name, listInstalled(root));
    report(diagnose("Q0029", { package: name, ...(suggestion && { suggestion }) }, { span }));
    return [];
  });
}

function findPackage(root: string, name: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function listInstalled(root: string): string[] {
  const folder = join(root, "node_modules");
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
}
