import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { ColumnDefinition, ColumnTests } from "./definitions.ts";
import type { Patch, VersionPatch } from "./patches.ts";

/** A version of a model, with the model's own entry. */
export interface VersionOf {
  readonly patch: Patch;
  readonly version: VersionPatch;
}

/**
 * Finds the file of each declared version: what `defined_in` names, `name_v1` or `name.v1`; that of the latest may be plainly `name`.
 * Returns versions by the file's base name.
 */
export function findVersionFiles(
  patches: Iterable<Patch>,
  baseNames: () => ReadonlySet<string>,
  report: (problem: Diagnostic) => void,
): ReadonlyMap<string, VersionOf> {
  const found = new Map<string, VersionOf>();
  for (const patch of patches) {
    if (!patch.versions) continue;
    checkVersions(patch, report);
    for (const version of patch.versions) {
      const bases = baseNames();
      const candidates = candidatesOf(patch, version);
      const base = candidates.find((candidate) => bases.has(candidate));
      if (base !== undefined) {
        found.set(base, { patch, version });
        continue;
      }
      const [file = patch.name] = candidates;
      const suggestion = findSuggestion(file, bases);
      const parameters = {
        name: patch.name,
        v: version.v,
        file: `${file}.sql`,
        ...(suggestion && { suggestion }),
      };
      report(diagnose("Q0027", parameters, { span: version.definedInSpan ?? version.span }));
    }
  }
  return found;
}

function candidatesOf(patch: Patch, version: VersionPatch): string[] {
  if (version.definedIn !== undefined) return [version.definedIn.replace(/\.sql$/, "")];
  const named = [`${patch.name}_v${version.v}`, `${patch.name}.v${version.v}`];
  return version.v === latestVersionOf(patch) ? [...named, patch.name] : named;
}

function checkVersions(patch: Patch, report: (problem: Diagnostic) => void): void {
  const versions = patch.versions ?? [];
  const seen = new Map<string, VersionPatch>();
  for (const version of versions) {
    const first = seen.get(version.v);
    if (first) {
      const place = `${first.span.file}:${first.span.line}`;
      report(
        diagnose(
          "Q0007",
          { what: "version", name: `${patch.name} v${version.v}`, first: place },
          { span: version.span },
        ),
      );
    } else seen.set(version.v, version);
  }
  const { latestVersion, latestVersionSpan } = patch;
  if (latestVersion !== undefined && !seen.has(latestVersion)) {
    const parameters = { name: patch.name, latest: latestVersion, known: [...seen.keys()] };
    report(diagnose("Q0028", parameters, { span: latestVersionSpan ?? patch.span }));
  }
}

/** `latest_version`, else the greatest one: by number where all are numbers. */
export function latestVersionOf(patch: Patch): string | undefined {
  if (patch.latestVersion !== undefined) return patch.latestVersion;
  const all = (patch.versions ?? []).map(({ v }) => v);
  const isNumeric = all.every((v) => Number.isFinite(Number(v)));
  return all.sort((a, b) => (isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1)).at(-1);
}

/** The version's columns: those of the model that it includes, its own in their place or after them. */
export function columnsOfVersion(patch: Patch, version: VersionPatch): readonly ColumnDefinition[] {
  const { include = "all", exclude = [] } = version;
  const own = new Map(version.columns.map((column) => [column.name, column]));
  const kept = patch.columns.filter(
    ({ name }) => (include === "all" || include.includes(name)) && !exclude.includes(name),
  );
  const inherited = kept.map((column) => own.get(column.name) ?? column);
  const names = new Set(kept.map(({ name }) => name));
  return [...inherited, ...version.columns.filter(({ name }) => !names.has(name))];
}

/** The tests on the version's columns: those declared where the column itself is. */
export function columnTestsOfVersion(patch: Patch, version: VersionPatch): readonly ColumnTests[] {
  const own = new Set(version.columns.map(({ name }) => name));
  return columnsOfVersion(patch, version).flatMap(({ name }) => {
    const { columnTests } = own.has(name) ? version : patch;
    return columnTests.find(({ column }) => column === name) ?? [];
  });
}
