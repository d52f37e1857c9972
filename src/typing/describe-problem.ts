import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { CompilerProblem } from "./read-compiler-output.ts";

/** What TypeScript has found as a diagnostic at its place, with its own words and code as the cause. */
export function describeProblem(problem: CompilerProblem, root: string, folder: string): Diagnostic {
  const cause = `${problem.code}: ${problem.text}`;
  if (problem.place === undefined) return diagnose("Q1103", { code: problem.code }, { cause });
  const message = mostSpecific(problem);
  const wrong = wrongText(message);
  const span = spanOf(problem.place, root, wrong);
  const name = refName(span, root);
  if (name === undefined || wrong === undefined) return diagnose("Q1102", { message }, { span, cause });
  const suggestion = findSuggestion(name, readNames(folder));
  return diagnose("Q1105", { name, suggestion }, { span, cause });
}

/** The name that stands at a place, where it is what `ref` is given. */
function refName({ file, line, column }: Span, root: string): string | undefined {
  const path = resolve(root, file);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8").split(/\r?\n/)[line - 1] ?? "";
  if (!/\bref\(\s*$/.test(text.slice(0, column - 1))) return undefined;
  return /^(["'`])(.*?)\1/.exec(text.slice(column - 1))?.[2];
}

/** Of a call that no overload takes, what names the wrong text, or else what is said last. */
function mostSpecific({ code, message, text }: CompilerProblem): string {
  if (code !== "TS2769") return message;
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => wrongText(line) !== undefined) ?? lines.at(-1) ?? message;
}

/** The text in quotes that a message is about: `Argument of type '"amout"' is not assignable ...`. */
function wrongText(message: string): string | undefined {
  return /^(?:Argument of type|Type) '("[^"]*")'/.exec(message)?.[1];
}

function spanOf(place: NonNullable<CompilerProblem["place"]>, root: string, wrong: string | undefined): Span {
  const file = isAbsolute(place.file) ? place.file : resolve(root, place.file);
  const { line, column } = place;
  return {
    file: relative(root, file).replaceAll("\\", "/"),
    line,
    column,
    ...(wrong !== undefined && { length: wrong.length }),
  };
}

/** Names that `ref` takes, as `renderTypes` has written them. */
function readNames(folder: string): readonly string[] {
  const file = join(folder, "index.d.ts");
  if (!existsSync(file)) return [];
  const nodes = /export interface Nodes \{\n([\s\S]*?)\n\}/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return [...nodes.matchAll(/^ {2}("(?:[^"\\]|\\.)*"):/gm)].map(([, name = '""']) => JSON.parse(name));
}
