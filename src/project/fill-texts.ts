import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { DocsBlock, Json } from "./definitions.ts";
import type { Environment } from "./environment.ts";
import type { Locate } from "./yaml/yaml-node.ts";

/** Where each tag (`{{env "X"}}`) of a YAML file stands first. */
export type TagPlaces = Readonly<Record<string, Span>>;

/** What tags in YAML stand for. */
export interface Fillers {
  readonly environment: Environment;
  readonly vars: Readonly<Record<string, Json>>;
  readonly docs: Readonly<Record<string, DocsBlock>>;
}

const tagPattern = /\{\{[^{}]*\}\}/g;

/** Finds the tags of a YAML file; undefined where there are none, as in most. */
export function findTags(text: string, locate: Locate): TagPlaces | undefined {
  if (!text.includes("{{")) return undefined;
  const places: Record<string, Span> = {};
  for (const match of text.matchAll(tagPattern)) {
    // Within single quotes YAML writes a quote twice, within double quotes it escapes them.
    for (const tag of new Set([match[0], match[0].replaceAll("''", "'"), match[0].replaceAll('\\"', '"')])) {
      places[tag] ??= locate(match.index, match.index + match[0].length);
    }
  }
  return places;
}

/** Keys below which texts are SQL or selectors: their tags are rendered with the statement, or mean nothing. */
const untouched = new Set([
  "tests",
  "constraints",
  "testDefaults",
  "hooks",
  "pre_hook",
  "post_hook",
  "incremental_predicates",
  "merge_update_condition",
  "where",
  "expression",
  "filter",
  "meta",
  "definition",
  "dependsOn",
  "given",
  "expect",
  "subject",
  "macros",
  "sql",
  "reads",
  "span",
  "spans",
]);

/** Replaces the tags in all texts of a value; what is missing is reported at its place and left as it stands. */
export function fillTexts<T>(
  value: T,
  fillers: Fillers,
  places: TagPlaces,
  report: (problem: Diagnostic) => void,
  key = "",
): T {
  if (typeof value === "string") {
    return value.includes("{{")
      ? (fillText(value, key === "description", fillers, places, report) as T)
      : value;
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => fillTexts(item, fillers, places, report, key)) as T;
  const filled = Object.entries(value).map(([name, item]) => [
    name,
    untouched.has(name) ? item : fillTexts(item, fillers, places, report, name),
  ]);
  return Object.fromEntries(filled) as T;
}

function fillText(
  text: string,
  isDescription: boolean,
  fillers: Fillers,
  places: TagPlaces,
  report: (problem: Diagnostic) => void,
): string {
  return text.replace(tagPattern, (tag) => {
    const span = places[tag];
    const call = parseTag(tag);
    const filled = call && fillCall(call, fillers, isDescription);
    if (typeof filled === "string") return filled;
    // Descriptions may well speak of templates.
    if (filled || !isDescription) report(filled?.(span) ?? diagnose("Q0033", { text: tag }, { span }));
    return tag;
  });
}

interface TagCall {
  readonly name: string;
  readonly argument: string;
  readonly otherwise?: string;
}

/** `{{env "X" "default"}}`, or with the parentheses of other tools: `{{ doc('x') }}`. */
function parseTag(tag: string): TagCall | undefined {
  const literal = `"([^"]*)"|'([^']*)'`;
  const pattern = new RegExp(
    `^\\{\\{\\s*(\\w+)\\s*\\(?\\s*(?:${literal})(?:\\s*,?\\s*(?:${literal}|([\\w.-]+)))?\\s*\\)?\\s*\\}\\}$`,
  );
  const match = pattern.exec(tag);
  if (!match) return undefined;
  const [, name = "", first, second, third, fourth, bare] = match;
  const otherwise = third ?? fourth ?? bare;
  return { name, argument: first ?? second ?? "", ...(otherwise !== undefined && { otherwise }) };
}

/** The text of a tag, how to report that there is none, or undefined for tags that are not known here. */
function fillCall(
  { name, argument, otherwise }: TagCall,
  { environment, vars, docs }: Fillers,
  isDescription: boolean,
): string | ((span: Span | undefined) => Diagnostic) | undefined {
  if (name === "env") {
    const value = environment[argument] ?? otherwise;
    if (value !== undefined) return value;
    return (span) => diagnose("Q0031", { name: argument, ...suggest(argument, environment) }, { span });
  }
  if (name === "var") {
    const value = Object.hasOwn(vars, argument) ? vars[argument] : otherwise;
    if (value !== undefined) return typeof value === "object" ? JSON.stringify(value) : String(value);
    return (span) => diagnose("Q0032", { name: argument, ...suggest(argument, vars) }, { span });
  }
  if (name === "doc" && isDescription) {
    const block = Object.hasOwn(docs, argument) ? docs[argument] : undefined;
    if (block) return block.text;
    return (span) => diagnose("Q0217", { name: argument, ...suggest(argument, docs) }, { span });
  }
  return undefined;
}

function suggest(name: string, known: Readonly<Record<string, unknown>>): { suggestion?: string } {
  const suggestion = findSuggestion(name, Object.keys(known));
  return suggestion === undefined ? {} : { suggestion };
}
