import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import type { ReadCache } from "./cache/read-cache.ts";
import { isSameStamp, readStamp, type Stamp } from "./cache/stamp.ts";
import type { FoundFile } from "./list-files.ts";
import type { FileRole, ParsedFiles } from "./parse-file.ts";
import { readText } from "./read-text.ts";
import { areGivensSame, type GivenValues } from "./typescript/record-givens.ts";

/**
 * Reads and parses one file, or takes what the cache kept of it; undefined where it cannot be read, which is reported. What the cache holds
 * is not a promise: waiting for ten thousand of them takes as long as decoding what they hold.
 */
export type FileReader = <R extends FileRole>(
  role: R,
  found: FoundFile,
  owner: string,
) => Promise<ParsedFiles[R] | undefined> | ParsedFiles[R] | undefined;

/**
 * Returns a reader whose problems go to `report`. The parsers are loaded when the first file needs one.
 *
 * @param imports takes the paths of all that files in TypeScript are made of
 * @param givens What the functions of models in TypeScript are given; asked for once project.yml has been read.
 */
export function createFileReader(
  cache: ReadCache | undefined,
  report: (problem: Diagnostic) => void,
  givens: () => GivenValues,
  imports: Set<string>,
): FileReader {
  return (role, found, owner) => {
    const kept = cache?.find(cacheRole(role, owner), found.file, found.stamp) as
      | Outcome<Kept<typeof role>>
      | undefined;
    if (kept && areInputsSame(kept.value.inputs) && isReadSame(role, kept.value)) return accept(kept);
    return parse(role, found, owner);
  };

  async function parse<R extends FileRole>(role: R, found: FoundFile, owner: string) {
    const text = readText(found);
    if (typeof text !== "string") {
      report(text);
      return undefined;
    }
    const { parseFile } = await import("./parse-file.ts");
    const { value, diagnostics } = await parseFile(role, found, text, { owner, givens: givens() });
    const inputs = hasInputs(value) ? stampInputs(value) : undefined;
    const outcome = { value: { parsed: value, ...(inputs && { inputs }) }, diagnostics };
    cache?.keep(cacheRole(role, owner), found.file, found.stamp, outcome);
    return accept(outcome);
  }

  function accept<R extends FileRole>({ value, diagnostics }: Outcome<Kept<R>>): ParsedFiles[R] {
    for (const problem of diagnostics) report(problem);
    for (const { path } of value.inputs ?? []) imports.add(path);
    return value.parsed;
  }

  function isReadSame<R extends FileRole>(role: R, { parsed }: Kept<R>): boolean {
    return role !== "models" || areGivensSame((parsed as ParsedFiles["models"]).read, givens());
  }
}

/** The same file of another package would be read differently. */
const cacheRole = (role: FileRole, owner: string): string => `${role} ${owner}`;

/** `inputs`: other files that count for what was parsed. */
interface Kept<R extends FileRole> {
  readonly parsed: ParsedFiles[R];
  readonly inputs?: readonly { readonly path: string; readonly stamp: Stamp | null }[];
}

function hasInputs(parsed: unknown): parsed is { readonly inputs: readonly string[] } {
  return typeof parsed === "object" && parsed !== null && "inputs" in parsed;
}

function stampInputs({ inputs }: { readonly inputs: readonly string[] }): Kept<FileRole>["inputs"] {
  return inputs.map((path) => ({ path, stamp: readStamp(path) ?? null }));
}

function areInputsSame(inputs: Kept<FileRole>["inputs"]): boolean {
  return (inputs ?? []).every(({ path, stamp }) => {
    const now = readStamp(path);
    return now !== undefined && stamp !== null && isSameStamp(now, stamp);
  });
}
