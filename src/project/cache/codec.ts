/**
 * Plain data as whole numbers beside a table of strings and one of object shapes. What is read back then costs little more than the objects
 * themselves: each different string is made once, and the numbers stay outside of the heap.
 *
 * A number is one of the tags below, an object with the keys of a shape (from `firstShape` on), or a string (from `firstString` on).
 */
export interface Tables {
  readonly strings: string[];
  /** Keys of the objects that occur, joined. */
  readonly shapes: string[];
}

const tags = {
  null: 0,
  true: 1,
  false: 2,
  /** The number follows. */
  integer: 3,
  /** A string with the number's digits follows. */
  number: 4,
  emptyList: 5,
  emptyMap: 6,
  /** Count and items follow. */
  list: 7,
  /** A place in the entry's own file: line, column and length follow. */
  span: 8,
  /** The same without a length. */
  shortSpan: 9,
  /** Count and keys with their values follow. */
  map: 10,
  /** The name of the entry's own file. */
  file: 11,
} as const;

const firstShape = 16;
const firstString = 4096;

/** Maps with many different keys would make a shape each. */
const mostShapes = 1000;
const separator = "\u0001";

/** Returns the function that appends a value belonging to `file` to `tokens`; undefined properties are left out. */
export function createEncoder(tables: Tables, tokens: number[]): (value: unknown, file: string) => void {
  const strings = new Map(tables.strings.map((text, index) => [text, index]));
  const shapes = new Map(tables.shapes.map((shape, index) => [shape, index]));
  let file = "";
  const write = (item: unknown): void => {
    if (typeof item === "string") tokens.push(item === file ? tags.file : indexOf(item));
    else if (item === null || item === undefined) tokens.push(tags.null);
    else if (typeof item === "boolean") tokens.push(item ? tags.true : tags.false);
    else if (typeof item === "number") writeNumber(item);
    else if (Array.isArray(item)) writeList(item);
    else writeObject(item as Readonly<Record<string, unknown>>);
  };
  const indexOf = (text: string): number => {
    let index = strings.get(text);
    if (index === undefined) {
      index = tables.strings.push(text) - 1;
      strings.set(text, index);
    }
    return firstString + index;
  };
  const writeNumber = (number: number): void => {
    if (isSmall(number)) tokens.push(tags.integer, number);
    else tokens.push(tags.number, indexOf(Object.is(number, -0) ? "-0" : String(number)));
  };
  const writeList = (list: readonly unknown[]): void => {
    if (list.length === 0) tokens.push(tags.emptyList);
    else {
      tokens.push(tags.list, list.length);
      for (const item of list) write(item);
    }
  };
  const writeObject = (object: Readonly<Record<string, unknown>>): void => {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) tokens.push(tags.emptyMap);
    else if (isOwnSpan(object, keys, file)) {
      const { line, column, length } = object as Readonly<Record<string, number>>;
      tokens.push(length === undefined ? tags.shortSpan : tags.span, line as number, column as number);
      if (length !== undefined) tokens.push(length);
    } else {
      const index = shapeOf(keys);
      tokens.push(...(index === undefined ? [tags.map, keys.length] : [firstShape + index]));
      for (const key of keys) {
        if (index === undefined) tokens.push(indexOf(key));
        write(object[key]);
      }
    }
  };
  const shapeOf = (keys: readonly string[]): number | undefined => {
    if (keys.includes("__proto__")) return undefined;
    const shape = keys.join(separator);
    const found = shapes.get(shape);
    if (found !== undefined || tables.shapes.length >= mostShapes) return found;
    const index = tables.shapes.push(shape) - 1;
    shapes.set(shape, index);
    return index;
  };
  return (value, owner) => {
    file = owner;
    write(value);
  };
}

const isSmall = (number: unknown): boolean => Object.is(number, (number as number) | 0);

function isOwnSpan(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  file: string,
): boolean {
  if (object.file !== file || !isSmall(object.line) || !isSmall(object.column)) return false;
  return keys.length === 3 || (keys.length === 4 && isSmall(object.length));
}

const emptyList: readonly never[] = Object.freeze([]);
const emptyMap = Object.freeze({});

/** Returns the function that reads the value at `start` of the tokens, which ends at `end`; it throws where they do not fit. */
export function createDecoder(
  { strings, shapes }: Tables,
  tokens: Int32Array,
): (start: number, end: number, file: string) => unknown {
  const keysOf = shapes.map((shape) => shape.split(separator));
  let file = "";
  let at = 0;
  const readNumber = (): number => tokens[at++] as number;
  const read = (): unknown => {
    const token = readNumber();
    if (token >= firstString) return strings[token - firstString];
    if (token >= firstShape) return readShape(token);
    switch (token) {
      case tags.null:
        return null;
      case tags.true:
        return true;
      case tags.false:
        return false;
      case tags.integer:
        return readNumber();
      case tags.number:
        return Number(strings[readNumber() - firstString]);
      case tags.emptyList:
        return emptyList;
      case tags.emptyMap:
        return emptyMap;
      case tags.list:
        return readList();
      case tags.span:
        return { file, line: readNumber(), column: readNumber(), length: readNumber() };
      case tags.shortSpan:
        return { file, line: readNumber(), column: readNumber() };
      case tags.map:
        return readMap();
      case tags.file:
        return file;
      default:
        throw new Error("unknown token");
    }
  };
  const readList = (): unknown[] => {
    const count = readNumber();
    const list: unknown[] = [];
    for (let i = 0; i < count; i++) list.push(read());
    return list;
  };
  const readMap = (): object => {
    const count = readNumber();
    const pairs: [string, unknown][] = [];
    for (let i = 0; i < count; i++) pairs.push([strings[readNumber() - firstString] as string, read()]);
    return Object.fromEntries(pairs);
  };
  const readShape = (token: number): object => {
    const keys = keysOf[token - firstShape];
    if (!keys) throw new Error("unknown shape");
    const object: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) object[keys[i] as string] = read();
    return object;
  };
  return (start, end, owner) => {
    file = owner;
    at = start;
    const value = read();
    if (at !== end) throw new Error("tokens are left over");
    return value;
  };
}
