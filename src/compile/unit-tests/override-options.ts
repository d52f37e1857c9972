import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { UnitTestNode } from "../../graph/types.ts";
import { parseMoment } from "../microbatch.ts";
import type { CompileOptions } from "../options.ts";

/** Options for the statements of unit tests: all inputs are tables of their own, whole. */
export function unitOptions(options: CompileOptions): CompileOptions {
  const { sample: _sample, empty: _empty, ...rest } = options;
  return { ...rest, binding: true };
}

/** The options with what a test overrides; the same ones where it overrides nothing. */
export function overrideOptions(
  options: CompileOptions,
  { overrides, now }: Pick<UnitTestNode, "overrides" | "now">,
): CompileOptions {
  const { vars, environment, macros } = overrides;
  const isPlain = [vars, environment, macros].every((part) => Object.keys(part).length === 0);
  if (isPlain && now === undefined) return options;
  const moment = now === undefined ? undefined : parseMoment(now.text);
  const texts = new Map(
    macros
      .filter(({ name }) => name !== "is_incremental")
      .map(({ name, value }) => [name, String(value ?? "")]),
  );
  return {
    ...options,
    vars: { ...options.vars, ...vars },
    environment: { ...options.environment, ...environment },
    ...(moment && !Number.isNaN(moment.getTime()) && { now: moment, clockStands: true }),
    ...(texts.size > 0 && overrideMacros(options, texts)),
  };
}

/** Partials get another text, functions another result. */
function overrideMacros(
  { macros, readText, callMacro }: CompileOptions,
  texts: ReadonlyMap<string, string>,
): Pick<CompileOptions, "macros" | "readText" | "callMacro"> {
  const fileOf = (name: string) => `(override of ${name})`;
  const files = new Map([...texts].map(([name, text]) => [fileOf(name), text]));
  const replaced = Object.entries(macros).map(([name, macro]) => {
    const isReplaced = texts.has(name) && macro.kind === "handlebars";
    return [name, isReplaced ? { ...macro, file: fileOf(name), parameters: null } : macro] as const;
  });
  return {
    macros: Object.fromEntries(replaced),
    readText: (file) => files.get(file) ?? readText(file),
    callMacro: (macro, args) => texts.get(macro.name) ?? callMacro(macro, args),
  };
}

/** The moment at which a test's clock stands; undefined where it runs, or where the text is none, which is reported. */
export function frozenMoment(
  { now }: Pick<UnitTestNode, "now">,
  report: (problem: Diagnostic) => void,
): string | undefined {
  if (now === undefined) return undefined;
  const moment = parseMoment(now.text);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  report(diagnose("Q0916", { value: now.text }, { span: now.span }));
  return undefined;
}
