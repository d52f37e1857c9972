/**
 * Plain data as one flat list of numbers and strings, which JSON reads several times faster than nested objects and in a quarter of the
 * size. A string stands for itself; a number is one of the tags below or, from `firstShape` on, an object with the keys of that shape.
 */
export type Tokens = readonly (number | string)[];

/** Keys of the objects that occur, in the order they are met; grows while encoding. */
export type Shapes = string[];

const tags = {
  null: 0,
  true: 1,
  false: 2,
  /** The number follows. */
  number: 3,
  emptyList: 4,
  emptyMap: 5,
  /** Count and items follow. */
  list: 6,
  /** A place in the entry's own file: line, column and length follow. */
  span: 7,
  /** The same without a length. */
  shortSpan: 8,
  /** Count, keys and values follow. */
  map: 9,
  /** The name of the entry's own file. */
  file: 10,
} as const;

const firstShape = 16;

/** Maps with many different keys would make a shape each. */
const mostShapes = 1000;

/** Returns the function that encodes a value belonging to `file`; undefined properties are left out. New shapes are added to the table. */
export function createEncoder(shapes: Shapes): (value: unknown, file: string) => Tokens {
  const known = new Map(shapes.map((shape, index) => [shape, index]));
  let tokens: (number | string)[] = [];
  let file = "";
  const write = (item: unknown): void => {
    if (typeof item === "string") tokens.push(item === file ? tags.file : item);
    else if (item === null || item === undefined) tokens.push(tags.null);
    else if (typeof item === "boolean") tokens.push(item ? tags.true : tags.false);
    else if (typeof item === "number") tokens.push(tags.number, item);
    else if (Array.isArray(item)) writeList(item);
    else writeObject(item as Readonly<Record<string, unknown>>);
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
      if (length === undefined) tokens.push(tags.shortSpan, line as number, column as number);
      else tokens.push(tags.span, line as number, column as number, length);
    } else {
      const index = shapeOf(keys, shapes, known);
      if (index === undefined) {
        tokens.push(tags.map, keys.length);
        for (const key of keys) tokens.push(key);
      } else tokens.push(firstShape + index);
      for (const key of keys) write(object[key]);
    }
  };
  return (value, owner) => {
    tokens = [];
    file = owner;
    write(value);
    return tokens;
  };
}

const separator = "\u0001";

function shapeOf(keys: readonly string[], shapes: Shapes, known: Map<string, number>): number | undefined {
  if (keys.includes("__proto__")) return undefined;
  const shape = keys.join(separator);
  const found = known.get(shape);
  if (found !== undefined || shapes.length >= mostShapes) return found;
  known.set(shape, shapes.length);
  shapes.push(shape);
  return shapes.length - 1;
}

function isOwnSpan(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  file: string,
): boolean {
  if (object.file !== file || typeof object.line !== "number" || typeof object.column !== "number")
    return false;
  return keys.length === 3 || (keys.length === 4 && typeof object.length === "number");
}

const emptyList: readonly never[] = Object.freeze([]);
const emptyMap = Object.freeze({});

/** Returns the function that decodes entries of one table of shapes; it throws where tokens do not fit. */
export function createDecoder(shapes: Shapes): (tokens: Tokens, file: string) => unknown {
  const keysOf = shapes.map((shape) => shape.split(separator));
  let tokens: Tokens = [];
  let file = "";
  let at = 0;
  const readNumber = (): number => tokens[at++] as number;
  const read = (): unknown => {
    const token = tokens[at++];
    if (typeof token === "string") return token;
    switch (token) {
      case tags.null:
        return null;
      case tags.true:
        return true;
      case tags.false:
        return false;
      case tags.number:
        return readNumber();
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
        return readShape(token);
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
    const keys = tokens.slice(at, at + count) as string[];
    at += count;
    return Object.fromEntries(keys.map((key) => [key, read()]));
  };
  const readShape = (token: number | undefined): object => {
    const keys = keysOf[(token ?? 0) - firstShape];
    if (!keys) throw new Error("unknown shape");
    const object: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) object[keys[i] as string] = read();
    return object;
  };
  return (list, owner) => {
    tokens = list;
    file = owner;
    at = 0;
    const value = read();
    if (at !== tokens.length) throw new Error("tokens are left over");
    return value;
  };
}
