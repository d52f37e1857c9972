import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { isCommonSetting } from "../common-settings.ts";
import type { DependencyCall, Json } from "../definitions.ts";
import { callQuery } from "./call-query.ts";
import { readColumns, readRefs } from "./check-rows-config.ts";
import type { ExportedModel } from "./collect-models.ts";
import { keyOf, type NamedCall } from "./dependency-names.ts";
import { describeValue } from "./describe-value.ts";
import type { ModelsFile } from "./facts.ts";
import { findCalls } from "./find-calls.ts";
import { modelTag, type QueryModel, type RowsModel } from "./model.ts";
import type { GivensRead, GivenValues } from "./record-givens.ts";
import type { PlaceFinder } from "./source-place.ts";

export interface ReadingContext {
  readonly file: string;
  readonly text: string;
  readonly bundle: { readonly hash: string; readonly code: string };
  /** Hash of what the model's export is made of. */
  readonly hash: string;
  readonly span: Span;
  readonly places: PlaceFinder;
  readonly givens: GivenValues;
  /** Takes what the functions look at. */
  readonly read: GivensRead;
}

type Facts = ModelsFile["models"][number];

/** Keys of a model's config that are no settings. */
const ownKeys: ReadonlySet<string> = new Set(["name", "columns", "refs"]);

/** The facts of one model: its settings, and what its function reads. Undefined where it is no model that could be built. */
export function readModel(exported: ExportedModel, context: ReadingContext): Outcome<Facts | undefined> {
  const { model, name, path } = exported;
  const { file, hash, span, bundle } = context;
  const problems: Diagnostic[] = [];
  const misshapen = (problem: string) => ({
    value: undefined,
    diagnostics: [...problems, diagnose("Q1006", { model: name, problem }, { span })],
  });
  const given: unknown = model.config;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return misshapen(`has ${describeValue(given)} for settings: its first argument is an object`);
  if (typeof model.build !== "function")
    return misshapen(`has ${describeValue(model.build)} for a function: it is the second argument`);
  const kind = model[modelTag];
  const { settings, spans } = readSettings(given as Readonly<Record<string, Json>>, context);
  const base = {
    file,
    hash,
    envs: [],
    macros: [],
    config: settings,
    configSpans: spans,
    dynamic: false,
  };
  const typescript = { kind, name, path, bundle: bundle.hash, span };
  if (model[modelTag] === "rows") {
    const columns = readColumns(model.config.columns);
    if (typeof columns === "string") return misshapen(columns);
    const refs = readRefs(model.config.refs);
    if (typeof refs === "string") return misshapen(refs);
    const facts = { ...base, ...readRows(model, refs, context), typescript: { ...typescript, columns } };
    return { value: facts, diagnostics: problems };
  }
  const query = readQuery(model, name, context);
  problems.push(...query.diagnostics);
  return { value: { ...base, ...query.value, typescript }, diagnostics: problems };
}

type Reads = Pick<Facts, "dependencies" | "vars" | "usesIncremental" | "usesThis">;

const nothing: Reads = { dependencies: [], vars: [], usesIncremental: false, usesThis: false };

/** Calls the function, and once more as for a table that exists where it looks whether there is one. */
function readQuery(model: QueryModel, name: string, context: ReadingContext): Outcome<Reads> {
  const { span, places, givens } = context;
  const calls = new Map<string, DependencyCall>();
  const call = (incremental: boolean) => {
    const { value, diagnostics } = callQuery(model, {
      ...givens,
      name,
      incremental,
      span,
      places,
      self: "self",
      reference: (found, stack) => {
        const key = keyOf(found);
        if (!calls.has(key)) calls.set(key, { ...found, span: places.ofStack(stack) ?? span });
        return key;
      },
    });
    Object.assign(context.read, value?.read);
    return { value, diagnostics };
  };
  const { value, diagnostics } = call(false);
  if (!value) return { value: { ...nothing, dependencies: [...calls.values()] }, diagnostics };
  const again = value.readsIncremental ? call(true) : undefined;
  return {
    value: {
      dependencies: [...calls.values()],
      vars: varsOf(Object.keys({ ...value.read, ...again?.value?.read }), span),
      usesIncremental: value.readsIncremental,
      usesThis: value.readsSelf || again?.value?.readsSelf === true,
    },
    diagnostics: diagnostics.length > 0 ? diagnostics : (again?.diagnostics ?? []),
  };
}

/** Reads the text of the function, which runs only when the model is built. */
function readRows(model: RowsModel, refs: readonly NamedCall[], context: ReadingContext): Reads {
  const { span, places, bundle } = context;
  const text = String(model.build);
  const start = bundle.code.indexOf(text);
  const spanAt = (at: number): Span => {
    if (start < 0) return span;
    const before = bundle.code.slice(0, start + at);
    const line = before.split("\n").length - 1;
    return places.at(line, before.length - before.lastIndexOf("\n") - 1) ?? span;
  };
  const found = findCalls(text);
  const calls = new Map<string, DependencyCall>();
  for (const { call, at } of found.calls)
    if (!calls.has(keyOf(call))) calls.set(keyOf(call), { ...call, span: spanAt(at) });
  for (const call of refs) if (!calls.has(keyOf(call))) calls.set(keyOf(call), { ...call, span });
  const { vars } = found;
  return {
    dependencies: [...calls.values()],
    vars: varsOf(vars === "all" ? ["vars"] : vars.map((each) => `vars.${each}`), span),
    usesIncremental: found.usesIncremental,
    usesThis: found.usesSelf,
  };
}

/** Name of the entry of `vars` that stands for all of them. */
export const allVars = "*";

function varsOf(read: readonly string[], span: Span): Reads["vars"] {
  const names = read.flatMap((key) => {
    if (key === "vars") return [allVars];
    return key.startsWith("vars.") ? [key.slice("vars.".length)] : [];
  });
  // What a function does with a variable that is not set is its own business.
  return names.map((name) => ({ name, hasDefault: true, span }));
}

/** The settings with the place of each: that of its key, which stands behind the call of `model`. */
function readSettings(
  config: Readonly<Record<string, Json>>,
  { text, span, file }: ReadingContext,
): { readonly settings: Readonly<Record<string, Json>>; readonly spans: Readonly<Record<string, Span>> } {
  const settings: Record<string, Json> = {};
  const spans: Record<string, Span> = {};
  const lines = span.file === file ? text.split("\n").slice(span.line - 1) : [];
  for (const [key, value] of Object.entries(config)) {
    if (ownKeys.has(key) || value === undefined) continue;
    settings[key] = value;
    const pattern = new RegExp(`(?<![\\w"'])["']?${key.replace(/\W/g, "\\$&")}["']?\\s*[:,}]`);
    const line = lines.findIndex((each) => pattern.test(each));
    const column = lines[line]?.search(pattern) ?? 0;
    spans[key] = line < 0 ? span : { file, line: span.line + line, column: column + 1, length: key.length };
  }
  return { settings, spans };
}

/** True where some setting needs the schemas to be judged. */
export function hasUncommonSettings({ config }: Pick<Facts, "config">): boolean {
  return Object.entries(config).some(([key, value]) => !isCommonSetting(key, value));
}
