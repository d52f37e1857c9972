import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { guessMethod, isMethodName, type MethodName, methodNames } from "./method-names.ts";
import { pointAt } from "./origin.ts";
import type { Combination, Criterion, IndirectSelection, Origin, Spec } from "./types.ts";

/**
 * Parses the arguments of `--select` or `--exclude`: words are united, the parts of a word between commas intersected. What cannot be
 * read is reported with a caret below it and left out.
 */
export function parseSelectors(
  selectors: readonly string[],
  indirect: IndirectSelection,
  problems: Diagnostic[],
): Combination {
  const parts: Spec[] = [];
  for (const text of selectors) {
    for (const word of text.matchAll(/\S+/g)) {
      const criteria: Criterion[] = [];
      let offset = word.index;
      for (const part of word[0].split(",")) {
        const origin: Origin = { kind: "argument", text, offset, length: part.length };
        const criterion = parseCriterion(part, indirect, origin, problems);
        if (criterion) criteria.push(criterion);
        offset += part.length + 1;
      }
      if (criteria.length > 0)
        parts.push({ kind: "intersection", parts: criteria, indirect, warnAs: word[0] });
    }
  }
  return { kind: "union", parts, indirect };
}

/** Parses one selector without spaces and commas, such as `2+tag:daily+` or `@orders`. */
export function parseCriterion(
  text: string,
  indirect: IndirectSelection,
  origin: Origin,
  problems: Diagnostic[],
): Criterion | undefined {
  const match = /^(@)?(?:(\d*)\+)?(?:([\w.]+):)?(.*?)(?:\+(\d*))?$/s.exec(text);
  const [, at, up, method, value = "", down] = match ?? [];
  const fail = (reason: string) => {
    const { quote, span } = pointAt(origin);
    problems.push(diagnose("Q0121", { reason, quote }, { span }));
    return undefined;
  };
  if (value === "") {
    if (method !== undefined) return fail(`"${method}:" has no value`);
    return fail(text === "" ? "there is nothing between the commas" : `"${text}" names nothing`);
  }
  if (at !== undefined && down !== undefined) {
    return fail(`"@" takes all descendants already, so "+" cannot follow in "${text}"`);
  }
  const named = resolveMethod(method, value, origin, problems);
  if (!named) return undefined;
  return {
    kind: "criterion",
    ...named,
    value,
    childrensParents: at !== undefined,
    parents: depthOf(up),
    children: depthOf(down),
    indirect,
    origin,
  };
}

/** Splits `config.meta.owner` into method and path; reports a method that does not exist. */
export function resolveMethod(
  method: string | undefined,
  value: string,
  origin: Origin,
  problems: Diagnostic[],
): { readonly method: MethodName; readonly path: readonly string[] } | undefined {
  if (method === undefined) return { method: guessMethod(value), path: [] };
  const [name = "", ...path] = method.split(".");
  if (isMethodName(name)) return { method: name, path };
  const suggestion = findSuggestion(name, methodNames);
  const { quote, span } = pointAt(atMethod(origin, method));
  problems.push(diagnose("Q0120", { method: name, quote, known: methodNames, suggestion }, { span }));
  return undefined;
}

function atMethod(origin: Origin, method: string): Origin {
  if (origin.kind === "yaml") return origin;
  const start = origin.text.indexOf(`${method}:`, origin.offset);
  return { ...origin, offset: start < 0 ? origin.offset : start, length: method.length };
}

function depthOf(digits: string | undefined): number {
  if (digits === undefined) return 0;
  return digits === "" ? Number.POSITIVE_INFINITY : Number(digits);
}
