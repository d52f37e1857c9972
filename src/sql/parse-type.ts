/** A type of DuckDB, as data. `name` is in upper case, without what stands in parentheses (`DECIMAL`). */
export type TypeText =
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  /** LIST and ARRAY. */
  | { readonly kind: "list"; readonly item: TypeText }
  /** Entries without names are those of `row(1, 'x')`. */
  | { readonly kind: "struct"; readonly entries: readonly NamedType[] }
  | { readonly kind: "union"; readonly members: readonly NamedType[] }
  | { readonly kind: "map"; readonly key: TypeText; readonly value: TypeText };

export interface NamedType {
  readonly name?: string;
  readonly type: TypeText;
}

/**
 * Returns a type as DESCRIBE prints it as data, or undefined for what is none.
 *
 * @example parseType("DECIMAL(10,2)[]") // {"kind":"list","item":{"kind":"scalar","name":"DECIMAL"}}
 */
export function parseType(text: string): TypeText | undefined {
  const reader = new Reader(text);
  const type = readType(reader);
  return type !== undefined && reader.atEnd() ? type : undefined;
}

/** Quoted names and texts whole, words, single signs. */
const token = /"(?:[^"]|"")*"|'(?:[^']|'')*'|\w+|\S/gu;

class Reader {
  private readonly tokens: readonly string[];
  private position = 0;

  constructor(text: string) {
    this.tokens = text.match(token) ?? [];
  }

  peek(ahead = 0): string {
    return this.tokens[this.position + ahead] ?? "";
  }

  next(): string {
    const found = this.peek();
    this.position += 1;
    return found;
  }

  /** Takes the token if it is this one. */
  take(wanted: string): boolean {
    if (this.peek() !== wanted) return false;
    this.position += 1;
    return true;
  }

  atEnd(): boolean {
    return this.position === this.tokens.length;
  }
}

function readType(reader: Reader): TypeText | undefined {
  let type = readBase(reader);
  while (type !== undefined && reader.take("[")) {
    if (reader.peek() !== "]") reader.next();
    type = reader.take("]") ? { kind: "list", item: type } : undefined;
  }
  return type;
}

function readBase(reader: Reader): TypeText | undefined {
  if (!isName(reader.peek())) return undefined;
  let name = unquoted(reader.next()).toUpperCase();
  // TIMESTAMP WITH TIME ZONE
  while (/^\w+$/.test(reader.peek())) name += ` ${reader.next().toUpperCase()}`;
  if (!reader.take("(")) return { kind: "scalar", name };
  const parts = readParts(reader);
  if (parts === undefined) return undefined;
  const make = compound[name];
  return make === undefined ? { kind: "scalar", name } : make(parts);
}

/** What stands in parentheses: numbers (of a DECIMAL), texts (of an ENUM), types with or without names. */
type Part = NamedType | string;

const compound: Readonly<Record<string, (parts: readonly Part[]) => TypeText | undefined>> = {
  ENUM: (parts) => ({ kind: "enum", values: parts.filter((part) => typeof part === "string") }),
  STRUCT: (parts) => ({ kind: "struct", entries: parts.filter((part) => typeof part !== "string") }),
  UNION: (parts) => ({ kind: "union", members: parts.filter((part) => typeof part !== "string") }),
  MAP: ([key, value]) =>
    typeof key === "object" && typeof value === "object"
      ? { kind: "map", key: key.type, value: value.type }
      : undefined,
};

function readParts(reader: Reader): Part[] | undefined {
  const parts: Part[] = [];
  do {
    const part = readPart(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (reader.take(","));
  return reader.take(")") ? parts : undefined;
}

function readPart(reader: Reader): Part | undefined {
  if (/^['\d]/.test(reader.peek())) return unquoted(reader.next());
  // A name is what is followed by the start of a type; `TIMESTAMP WITH TIME ZONE` alone is none.
  const named = isName(reader.peek()) && isName(reader.peek(1)) && !/^WITH$/i.test(reader.peek(1));
  const name = named ? unquoted(reader.next()) : undefined;
  const type = readType(reader);
  return type && (name === undefined ? { type } : { name, type });
}

function isName(text: string): boolean {
  return /^["\p{L}_]/u.test(text);
}

function unquoted(text: string): string {
  const quote = text[0] ?? "";
  if (quote !== '"' && quote !== "'") return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
