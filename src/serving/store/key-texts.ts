import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { parseType } from "../../sql/parse-type.ts";
import type { KeyPart, ServedColumn } from "../types.ts";
import { isSafeWhole } from "./value-texts.ts";

/** How the values of one key column are asked for. */
export interface KeyColumn {
  readonly name: string;
  readonly type: string;
  /** What a value looks like, for whoever gave something else. */
  readonly expected: string;
  /** The one text of a value in a record, or undefined where it is no value of the type. Text is read from URLs and command lines. */
  readonly read: (part: KeyPart) => string | undefined;
  /** SQL of that text, of a column. */
  readonly select: (expression: string) => string;
  /** JSON of the value, from that text. */
  readonly json: (text: string) => string;
}

/** How a key column is asked for; undefined for types whose values have no exact text: floats, lists, structs. */
export function keyColumn(name: string, type: string): KeyColumn | undefined {
  const parsed = parseType(type);
  const kind = parsed?.kind === "enum" ? texts : parsed?.kind === "scalar" ? kinds[parsed.name] : undefined;
  return kind && { name, type, ...kind(type) };
}

/** The same; throws a DiagnosticError that names the set where its values cannot be asked for. */
export function requireKeyColumn(set: string, { name, type }: ServedColumn): KeyColumn {
  const column = keyColumn(name, type);
  if (column !== undefined) return column;
  throw new DiagnosticError([diagnose("Q1273", { set, reason: `its key column ${name} is ${type}` })]);
}

type Kind = (type: string) => Omit<KeyColumn, "name" | "type">;

const cast = (expression: string) => `cast(${expression} as varchar)`;
const quoted = (text: string) => `"${text}"`;

const whole: Kind = () => ({
  expected: "a whole number; beyond 2^53 as text",
  read: (part) => {
    if (typeof part === "number") return Number.isSafeInteger(part) ? String(part) : undefined;
    return typeof part === "string" && /^[+-]?\d{1,40}$/.test(part)
      ? String(BigInt(part.replace("+", "")))
      : undefined;
  },
  select: cast,
  json: (text) => (isSafeWhole(text) ? text : `"${text}"`),
});

/** Line feeds and the separator of records are escaped; so is the empty text, which would be null. */
const texts: Kind = () => ({
  expected: "text",
  read: (part) => (typeof part === "string" ? escapeText(part) : undefined),
  select: (expression) =>
    `case when ${cast(expression)} = '' then '\\e' else replace(replace(replace(${cast(expression)}, '\\', '\\\\'), chr(10), '\\n'), chr(31), '\\u') end`,
  json: (text) => JSON.stringify(unescapeText(text)),
});

function escapeText(text: string): string {
  if (text === "") return "\\e";
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\u001f", "\\u");
}

const escapes: Readonly<Record<string, string>> = { e: "", n: "\n", u: "\u001f" };

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => escapes[sign] ?? sign);
}

const boolean: Kind = () => ({
  expected: "true or false",
  read: (part) => {
    if (typeof part === "boolean") return String(part);
    return typeof part === "string" && /^(true|false)$/i.test(part) ? part.toLowerCase() : undefined;
  },
  select: cast,
  json: (text) => text,
});

const decimal: Kind = (type) => {
  const scale = Number(/,\s*(\d+)\)/.exec(type)?.[1] ?? 0);
  return {
    expected: `a number with up to ${scale} decimal digits`,
    read: (part) => {
      if (typeof part === "boolean") return undefined;
      const [, sign = "", digits = "", fraction = ""] =
        /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?$/.exec(String(part)) ?? [];
      if (digits === "" || /[1-9]/.test(fraction.slice(scale))) return undefined;
      const kept = fraction.slice(0, scale).padEnd(scale, "0");
      const number = String(BigInt(digits)) + (scale > 0 ? `.${kept}` : "");
      return sign === "-" && /[1-9]/.test(number) ? `-${number}` : number;
    },
    select: cast,
    json: quoted,
  };
};

const uuid: Kind = () => ({
  expected: "a UUID",
  read: (part) =>
    typeof part === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(part)
      ? part.toLowerCase()
      : undefined,
  select: cast,
  json: quoted,
});

const date: Kind = () => ({
  expected: "a date such as 2025-07-31",
  read: (part) => (typeof part === "string" && isDay(part) ? part : undefined),
  select: cast,
  json: quoted,
});

/** @param zone what stands behind the time in DuckDB's text */
function timestamp(zone: "" | "+00"): Kind {
  return () => ({
    expected: "a moment such as 2025-07-31 12:00:00, in UTC",
    read: (part) => {
      const found =
        /^(\d{4,}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,9}))?)?(?:Z|\+00(?::?00)?)?$/i.exec(
          String(part),
        );
      const [, day = "", time = "00:00", seconds = ":00", digits = ""] = found ?? [];
      if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time + seconds)) return undefined;
      const fraction = digits.replace(/0+$/, "");
      return `${day} ${time}${seconds}${fraction && `.${fraction}`}${zone}`;
    },
    select: cast,
    json: quoted,
  });
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const kinds: Readonly<Record<string, Kind>> = {
  TINYINT: whole,
  SMALLINT: whole,
  INTEGER: whole,
  BIGINT: whole,
  HUGEINT: whole,
  UTINYINT: whole,
  USMALLINT: whole,
  UINTEGER: whole,
  UBIGINT: whole,
  UHUGEINT: whole,
  DECIMAL: decimal,
  VARCHAR: texts,
  BOOLEAN: boolean,
  UUID: uuid,
  DATE: date,
  TIMESTAMP: timestamp(""),
  TIMESTAMP_S: timestamp(""),
  TIMESTAMP_MS: timestamp(""),
  TIMESTAMP_NS: timestamp(""),
  "TIMESTAMP WITH TIME ZONE": timestamp("+00"),
};
