import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { readKey } from "../read-key.ts";
import type { Wanted } from "../render-answer.ts";
import type { Pack } from "../store/pack.ts";
import { malformed } from "./failure.ts";
import { findJsonMistake } from "./find-json-mistake.ts";
import { limits } from "./limits.ts";

/** The key in a path, as it came: `123`, `kr,7`, `kr/7`; parts are decoded one by one, so that a comma in a part is written %2C. */
export function readPathKey(pack: Pack, raw: string): readonly string[] {
  const count = pack.keys.length;
  const split = count === 1 ? [raw] : raw.split(/[,/]/);
  // Whoever encodes the key as a whole encodes the comma between its parts too.
  const parts = split.length === count ? split.map(decode) : decode(raw).split(",");
  return readKey(pack.keys, parts, "path");
}

/** The features that a query asks for: `?features=a,b`, or repeated. */
export function readQueryFeatures(pack: Pack, query: unknown): Wanted {
  const { features, ...others } = query as Readonly<Record<string, string | string[] | undefined>>;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw refuse("query", `unknown parameter "${other}"${meaning(other, ["features"])}`);
  if (features === undefined) return undefined;
  return findFeatures(
    pack,
    [features].flat().flatMap((each) => each.split(",")),
    "query features",
  );
}

/** The keys and features of a batch. */
export function readBatch(
  pack: Pack,
  body: unknown,
): { readonly keys: readonly (readonly string[])[]; readonly wanted: Wanted } {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw refuse("body", 'it has to be an object such as {"keys": [1, 2]}');
  const other = Object.keys(body).find((name) => !known.includes(name));
  if (other !== undefined) throw refuse("body", `unknown member "${other}"${meaning(other, known)}`);
  const { keys, features } = body as { readonly keys?: unknown; readonly features?: unknown };
  if (!Array.isArray(keys)) throw refuse("keys", "it has to be a list of keys");
  if (keys.length > limits.keys)
    throw new DiagnosticError([
      diagnose("Q1277", { what: `a batch of ${keys.length} keys`, limit: String(limits.keys) }),
    ]);
  const isText = (each: unknown) => typeof each === "string";
  if (features !== undefined && !(Array.isArray(features) && features.every(isText)))
    throw refuse("features", "it has to be a list of names");
  return {
    keys: keys.map((key, index) => readKey(pack.keys, key, `keys[${index}]`)),
    wanted:
      features === undefined ? undefined : findFeatures(pack, features as readonly string[], "features"),
  };
}

/** A body of JSON. Says the line and column of what is wrong. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its words differ from one version of Node to the next, and do not always say where.
    const lines = text.slice(0, findJsonMistake(text)).split("\n");
    const place = `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
    throw refuse(`body ${place}`, text.trim() === "" ? "it is empty" : "it is no JSON");
  }
}

const known = ["keys", "features"];

function findFeatures(pack: Pack, names: readonly string[], where: string): readonly number[] {
  const { set } = pack.content;
  return names.map((name, at) => {
    const index = set.features.findIndex((feature) => feature.name === name);
    if (index >= 0) return index;
    const suggestion = findSuggestion(
      name,
      set.features.map((feature) => feature.name),
    );
    throw new DiagnosticError([
      diagnose("Q1269", {
        where: `${where}[${at}]`,
        set: set.name,
        name,
        ...(suggestion !== undefined && { suggestion }),
      }),
    ]);
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse("path", `${JSON.stringify(text)} cannot be decoded`);
  }
}

function meaning(name: string, names: readonly string[]): string {
  const suggestion = findSuggestion(name, names);
  return suggestion === undefined ? "" : ` — did you mean "${suggestion}"?`;
}

function refuse(where: string, problem: string): DiagnosticError {
  return new DiagnosticError([malformed(where, problem)]);
}
