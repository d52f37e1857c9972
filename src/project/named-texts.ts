import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { DocsBlock, MacroDefinition } from "./definitions.ts";
import type { PackageContents } from "./package-files.ts";

type Report = (problem: Diagnostic) => void;

/** Docs blocks by name; those of the project come first, so that it may replace a package's. */
export function collectDocs(
  packages: readonly PackageContents[],
  report: Report,
): Readonly<Record<string, DocsBlock>> {
  const docs = collect(
    packages.map(({ docs: own }) => own),
    (block, first) =>
      report(diagnose("Q0219", { name: block.name, first: first.file }, { span: block.span })),
  );
  return Object.fromEntries(docs);
}

/** Macros by name; those of the project come first, so that it may replace a package's. */
export function collectMacros(
  packages: readonly PackageContents[],
  report: Report,
): ReadonlyMap<string, MacroDefinition> {
  return collect(
    packages.map(({ macros }) => macros),
    (macro, first) =>
      report(diagnose("Q0213", { name: macro.name, first: first.file }, { span: macro.span })),
  );
}

function collect<T extends { readonly name: string }>(
  lists: readonly (readonly T[])[],
  clash: (item: T, first: T) => void,
): Map<string, T> {
  const found = new Map<string, T>();
  for (const list of lists) {
    const own = new Map<string, T>();
    for (const item of list) {
      const first = own.get(item.name);
      if (first) clash(item, first);
      else own.set(item.name, item);
    }
    for (const [name, item] of own) if (!found.has(name)) found.set(name, item);
  }
  return found;
}
