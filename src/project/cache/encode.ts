import { firstShape, firstString, separator, type Tables, tags } from "./codec.ts";

/** Maps with many different keys would make a shape each. */
const mostShapes = 1000;
/** Values of so few numbers are written once: the settings of thousands of models are alike. */
const longestShared = 16;

/**
 * Returns the function that appends a value belonging to `file` to `tokens`; undefined properties are left out.
 *
 * @param late Keys whose lists of objects are decoded only when they are first looked at.
 */
export function createEncoder(
  tables: Tables,
  tokens: number[],
  late: ReadonlySet<string> = new Set(),
): (value: unknown, file: string) => void {
  const strings = new Map(tables.strings.map((text, index) => [text, index]));
  const shapes = new Map(tables.shapes.map((shape, index) => [shape, index]));
  const starts = new Map<string, number>();
  let file = "";
  /** How often something was written that means another thing in another file. */
  let owned = 0;
  const write = (item: unknown): void => {
    if (item === file) writeOwn(tags.file);
    else if (typeof item === "string") tokens.push(indexOf(item));
    else if (item === null || item === undefined) tokens.push(tags.null);
    else if (typeof item === "boolean") tokens.push(item ? tags.true : tags.false);
    else if (typeof item === "number") writeNumber(item);
    else {
      const [start, before] = [tokens.length, owned];
      if (Array.isArray(item)) writeList(item);
      else writeObject(item as Readonly<Record<string, unknown>>);
      if (owned === before) share(start);
    }
  };
  const writeOwn = (...own: readonly number[]): void => {
    owned++;
    tokens.push(...own);
  };
  /** Points to an equal value instead, where there is one. */
  const share = (start: number): void => {
    const length = tokens.length - start;
    if (length < 2 || length > longestShared) return;
    const key = tokens.slice(start).join();
    const first = starts.get(key);
    if (first === undefined) starts.set(key, start);
    else {
      tokens.length = start;
      tokens.push(tags.shared, first);
    }
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
  const writeLateList = (list: readonly unknown[]): void => {
    writeOwn(tags.lateList, 0, list.length);
    const start = tokens.length;
    for (const item of list) write(item);
    tokens[start - 2] = tokens.length - start + 1;
  };
  const writeObject = (object: Readonly<Record<string, unknown>>): void => {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) tokens.push(tags.emptyMap);
    else if (isOwnSpan(object, keys, file)) {
      const { line, column, length } = object as Readonly<Record<string, number>>;
      if (length === undefined) writeOwn(tags.shortSpan, line as number, column as number);
      else writeOwn(tags.span, line as number, column as number, length);
    } else {
      const index = shapeOf(keys);
      tokens.push(...(index === undefined ? [tags.map, keys.length] : [firstShape + index]));
      for (const key of keys) {
        if (index === undefined) tokens.push(indexOf(key));
        const value = object[key];
        if (late.has(key) && isListOfObjects(value)) writeLateList(value);
        else write(value);
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

function isListOfObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value) && typeof value[0] === "object";
}

function isOwnSpan(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  file: string,
): boolean {
  if (object.file !== file || !isSmall(object.line) || !isSmall(object.column)) return false;
  return keys.length === 3 || (keys.length === 4 && isSmall(object.length));
}
