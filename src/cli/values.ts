import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import type { Json } from "../project/definitions.ts";
import { parseDuration } from "../project/durations.ts";

/** Variables of `--vars`: `name=value`, YAML or JSON maps; later ones win. Values that look like numbers, booleans or JSON are that. */
export async function parseVars(texts: readonly string[]): Promise<Readonly<Record<string, Json>>> {
  const vars: Record<string, Json> = {};
  for (const text of texts) {
    const pair = /^\s*([A-Za-z_][\w.-]*)=(.*)$/s.exec(text);
    Object.assign(
      vars,
      pair ? { [pair[1] ?? ""]: await parseYaml(text, pair[2] ?? "") } : await parseMap(text),
    );
  }
  return vars;
}

/** Seconds of a duration such as `90s`, `15m`, `12h`, `7d`, `2w`; where `plain` is given, a bare number of seconds too. */
export function readDuration(option: string, text: string, plain = false): number {
  const seconds = plain && /^\d+$/.test(text) ? Number(text) : parseDuration(text);
  if (seconds !== undefined) return seconds;
  throw new DiagnosticError([
    diagnose("Q0704", { option, value: text, expected: "a duration such as 30s, 15m, 12h, 7d or 2w" }),
  ]);
}

/** A moment: an ISO date or time; without a zone it is UTC. */
export function readMoment(option: string, text: string): Date {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
    text.trim(),
  );
  const moment = match
    ? new Date(`${match[1]}T${match[2] ?? "00:00"}${match[3]?.toUpperCase() ?? "Z"}`)
    : undefined;
  // Date.parse turns 2024-02-31 into 2 March instead of refusing it.
  const day = match && new Date(`${match[1]}T00:00Z`);
  if (!moment || !day || Number.isNaN(moment.getTime()) || day.toISOString().slice(0, 10) !== match?.[1])
    throw new DiagnosticError([
      diagnose("Q0704", {
        option,
        value: text,
        expected: "a date or time such as 2024-12-31 or 2024-12-31T06:00",
      }),
    ]);
  return moment;
}

async function parseMap(text: string): Promise<Readonly<Record<string, Json>>> {
  const value = await parseYaml(text, text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse(text, "it is no map");
  return value as Readonly<Record<string, Json>>;
}

async function parseYaml(given: string, text: string): Promise<Json> {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: YAML reads it, or says what is wrong.
  }
  const { parse } = await import("../project/yaml/yaml-library.ts");
  try {
    return (parse(text) ?? (text.trim() === "" ? "" : null)) as Json;
  } catch (error) {
    throw refuse(given, error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error));
  }
}

const refuse = (text: string, reason: string) => new DiagnosticError([diagnose("Q0705", { text, reason })]);
