import { parseType, type TypeText } from "../../sql/parse-type.ts";

/**
 * How the text of a value stands in a record, and what makes JSON of it. The JSON is that of `Row` of the adapters, which `quern show --json`
 * prints too: whole numbers are numbers up to 2^53 and text beyond; DECIMAL is text; FLOAT and DOUBLE are numbers, but for NaN and the infinities,
 * which are the text that `Number()` reads; dates, times and intervals are DuckDB's text; lists are arrays, structs and maps objects.
 */
export type ValueForm =
  /** The text is JSON already. */
  | "json"
  /** A whole number of up to 128 bits. */
  | "whole"
  | "float"
  /** Text without anything that JSON would escape. */
  | "quoted";

export interface ValueText {
  readonly form: ValueForm;
  /** SQL of the text: null for null, and otherwise never empty, without control characters. */
  readonly select: string;
}

/** How the values of an expression are kept. @param type as DESCRIBE prints it */
export function valueText(expression: string, type: string): ValueText {
  const parsed = parseType(type) ?? { kind: "scalar", name: type };
  const form = formOf(parsed);
  return { form, select: form === "json" ? jsonText(expression, parsed) : plainText(expression, parsed) };
}

/** JSON of a value from its text in a record, where the empty text is null. */
export function renderValue(form: ValueForm, text: string): string {
  if (text === "") return "null";
  switch (form) {
    case "json":
      return text;
    case "quoted":
      return `"${text}"`;
    case "whole":
      return isSafeWhole(text) ? text : `"${text}"`;
    case "float":
      return floats[text] ?? text;
  }
}

const floats: Readonly<Record<string, string>> = {
  inf: '"Infinity"',
  "-inf": '"-Infinity"',
  nan: '"NaN"',
  "-nan": '"NaN"',
};

/** A number that JSON's readers keep: up to 2^53 - 1. */
export function isSafeWhole(text: string): boolean {
  return text.length < 16 || Number.isSafeInteger(Number(text));
}

function formOf(type: TypeText): ValueForm {
  return (type.kind === "scalar" && forms[type.name]) || "json";
}

const forms: Readonly<Record<string, ValueForm>> = {
  TINYINT: "whole",
  SMALLINT: "whole",
  INTEGER: "whole",
  BIGINT: "whole",
  HUGEINT: "whole",
  UTINYINT: "whole",
  USMALLINT: "whole",
  UINTEGER: "whole",
  UBIGINT: "whole",
  UHUGEINT: "whole",
  BIGNUM: "whole",
  FLOAT: "float",
  DOUBLE: "float",
  DECIMAL: "quoted",
  DATE: "quoted",
  TIME: "quoted",
  TIME_NS: "quoted",
  TIMESTAMP: "quoted",
  TIMESTAMP_S: "quoted",
  TIMESTAMP_MS: "quoted",
  TIMESTAMP_NS: "quoted",
  "TIMESTAMP WITH TIME ZONE": "quoted",
  INTERVAL: "quoted",
  UUID: "quoted",
};

function plainText(expression: string, type: TypeText): string {
  // The number that a FLOAT is, not the shortest text that gives it back.
  const exact =
    type.kind === "scalar" && type.name === "FLOAT" ? `cast(${expression} as double)` : expression;
  return `cast(${exact} as varchar)`;
}

/** SQL of a value's JSON; null for null. @param depth keeps the names of lambdas apart */
function jsonText(expression: string, type: TypeText, depth = 0): string {
  switch (type.kind) {
    case "list":
      return `('[' || array_to_string(${mapped(expression, `e${depth}`, orNull(`e${depth}`, type.item, depth + 1))}, ',') || ']')`;
    case "struct": {
      // The entries of `row(1, 'x')` have no names, and are called so.
      const entries = type.entries.map(({ name = "", type: entry }, index) =>
        member(name, orNull(`struct_extract_at(${expression}, ${index + 1})`, entry, depth)),
      );
      return `case when ${expression} is not null then '{' || ${entries.join(" || ',' || ")} || '}' end`;
    }
    case "map": {
      const entry = `e${depth}`;
      const pair = `${keyText(`${entry}.key`, type.key, depth + 1)} || ':' || ${orNull(`${entry}.value`, type.value, depth + 1)}`;
      return `('{' || array_to_string(${mapped(`map_entries(${expression})`, entry, pair)}, ',') || '}')`;
    }
    case "union": {
      const cases = type.members.map(
        ({ name = "", type: of }) =>
          `when ${literal(name)} then '{' || ${member(name, orNull(`union_extract(${expression}, ${literal(name)})`, of, depth))} || '}'`,
      );
      return `case cast(union_tag(${expression}) as varchar) ${cases.join(" ")} end`;
    }
    default:
      return scalarJson(expression, type);
  }
}

function scalarJson(expression: string, type: TypeText): string {
  const text = plainText(expression, type);
  switch (formOf(type)) {
    case "quoted":
      return `('"' || ${text} || '"')`;
    case "whole":
      return `case when ${expression} between -9007199254740991 and 9007199254740991 then ${text} else '"' || ${text} || '"' end`;
    case "float":
      return `case when isnan(${expression}) then '"NaN"' when isinf(${expression}) then case when ${expression} > 0 then '"Infinity"' else '"-Infinity"' end else ${text} end`;
    default:
      if (type.kind === "scalar" && type.name === "BOOLEAN") return text;
      return `cast(to_json(${text}) as varchar)`;
  }
}

/** Keys of a map are text; those that are lists or structs their JSON. */
function keyText(expression: string, type: TypeText, depth: number): string {
  const text =
    type.kind === "scalar" || type.kind === "enum"
      ? plainKey(expression, type)
      : jsonText(expression, type, depth);
  return `cast(to_json(${text}) as varchar)`;
}

function plainKey(expression: string, type: TypeText): string {
  if (formOf(type) !== "float") return plainText(expression, type);
  return `case when isnan(${expression}) then 'NaN' when isinf(${expression}) then case when ${expression} > 0 then 'Infinity' else '-Infinity' end else ${plainText(expression, type)} end`;
}

function mapped(list: string, variable: string, of: string): string {
  return `list_transform(${list}, lambda ${variable}: ${of})`;
}

function orNull(expression: string, type: TypeText, depth: number): string {
  return `coalesce(${jsonText(expression, type, depth)}, 'null')`;
}

function member(name: string, value: string): string {
  return `${literal(`${JSON.stringify(name)}:`)} || ${value}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
