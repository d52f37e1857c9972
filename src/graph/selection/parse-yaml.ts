import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { Json, SelectorDefinition } from "../../project/definitions.ts";
import { parseCriterion, resolveMethod } from "./parse-selector.ts";
import type { Criterion, IndirectSelection, Origin, Spec } from "./types.ts";

type JsonMap = { readonly [key: string]: Json };

/** Parses a named selector as dbt writes it; undefined, with what is wrong told, where nothing of it can be read. */
export function parseYamlSelector(
  selector: SelectorDefinition,
  indirect: IndirectSelection,
  problems: Diagnostic[],
): Spec | undefined {
  const origin: Origin = { kind: "yaml", selector: selector.name, span: selector.span };
  const fail = (reason: string): undefined => {
    problems.push(diagnose("Q0127", { selector: selector.name, reason }, { span: selector.span }));
    return undefined;
  };

  const parse = (definition: Json, mode: IndirectSelection): Spec | undefined => {
    if (typeof definition === "string") return parseWords(definition, mode);
    if (!isMap(definition)) return fail(`${JSON.stringify(definition)} is no definition`);
    const keys = Object.keys(definition);
    for (const kind of ["union", "intersection"] as const) {
      if (!(kind in definition)) continue;
      const other = keys.find((key) => key !== kind);
      return other === undefined
        ? parseSet(kind, definition, mode)
        : fail(`"${other}" cannot stand beside "${kind}"`);
    }
    if ("method" in definition || "value" in definition) return parseMethod(definition, mode);
    const [method, ...more] = keys;
    if (method === "exclude") return fail('"exclude" stands inside a union, an intersection or a method');
    if (method === undefined || more.length > 0) {
      return fail(`{${keys.join(", ")}} has neither one method nor "method" and "value"`);
    }
    return parseMethod({ method, value: definition[method] ?? null }, mode);
  };

  const parseWords = (text: string, mode: IndirectSelection): Spec | undefined => {
    if (/[\s,]/.test(text.trim()))
      return fail(`"${text}" is more than one selector; use union and intersection`);
    return parseCriterion(text.trim(), mode, origin, problems);
  };

  const parseSet = (kind: "union" | "intersection", definition: JsonMap, mode: IndirectSelection) => {
    const items = definition[kind];
    if (!Array.isArray(items)) return fail(`"${kind}" is not a list`);
    const parts: Spec[] = [];
    let excluded: Spec | undefined;
    for (const item of items as readonly Json[]) {
      if (isMap(item) && "exclude" in item && !("method" in item)) {
        if (excluded) return fail(`"${kind}" has more than one "exclude"`);
        excluded = parseExclude(item);
        if (!excluded) return undefined;
        continue;
      }
      const part = parse(item, mode);
      if (!part) return undefined;
      parts.push(part);
    }
    if (parts.length === 0) return fail(`"${kind}" includes nothing`);
    return without({ kind, parts, indirect: mode }, excluded);
  };

  const parseMethod = (definition: JsonMap, mode: IndirectSelection): Spec | undefined => {
    const unknown = Object.keys(definition).find((key) => !methodKeys.includes(key));
    if (unknown !== undefined) {
      const near = findSuggestion(unknown, methodKeys);
      return fail(`unknown key "${unknown}"${near === undefined ? "" : ` — did you mean "${near}"?`}`);
    }
    const { method, value, indirect_selection: ownMode } = definition;
    if (typeof method !== "string") return fail('"method" is missing');
    if (!isScalar(value)) return fail(`"${method}" has no value`);
    if (ownMode !== undefined && !isMode(ownMode)) {
      return fail(`indirect_selection ${JSON.stringify(ownMode)} is not one of ${modes.join(", ")}`);
    }
    const named = resolveMethod(method, String(value), origin, problems);
    if (!named) return undefined;
    const childrensParents = definition.childrens_parents === true;
    if (childrensParents && definition.children === true) {
      return fail('"childrens_parents" takes all descendants already, so "children" cannot stand beside it');
    }
    const parents = depthOf(definition, "parents");
    const children = depthOf(definition, "children");
    if (parents === undefined || children === undefined) return fail("a depth is a whole number");
    const criterion: Criterion = {
      kind: "criterion",
      ...named,
      value: String(value),
      childrensParents,
      parents,
      children,
      indirect: ownMode ?? mode,
      origin,
    };
    if (definition.exclude === undefined) return criterion;
    const excluded = parseExclude(definition);
    return excluded && without(criterion, excluded);
  };

  const parseExclude = (definition: JsonMap): Spec | undefined => {
    const { exclude } = definition;
    if (!Array.isArray(exclude)) return fail('"exclude" is not a list');
    const parts: Spec[] = [];
    for (const item of exclude as readonly Json[]) {
      const part = parse(item, "eager");
      if (!part) return undefined;
      parts.push(part);
    }
    return { kind: "union", parts, indirect: "eager" };
  };

  return parse(selector.definition, indirect);
}

const methodKeys: readonly string[] = [
  "method",
  "value",
  "parents",
  "parents_depth",
  "children",
  "children_depth",
  "childrens_parents",
  "indirect_selection",
  "exclude",
];

const modes: readonly string[] = ["eager", "cautious", "buildable", "empty"];

function isMode(value: Json): value is IndirectSelection {
  return typeof value === "string" && modes.includes(value);
}

function isMap(value: Json): value is JsonMap {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function without(included: Spec, excluded: Spec | undefined): Spec {
  return excluded ? { kind: "difference", parts: [included, excluded], indirect: "eager" } : included;
}

/** How far a criterion reaches up or down; undefined where the depth is no whole number. */
function depthOf(definition: JsonMap, key: "parents" | "children"): number | undefined {
  if (definition[key] !== true) return 0;
  const depth = definition[`${key}_depth`];
  if (depth === undefined || depth === null) return Number.POSITIVE_INFINITY;
  const number = Number(depth);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}
