import { firstShape, firstString, separator, tags } from "./codec.ts";
import { createLateList } from "./late-list.ts";

const emptyList: readonly never[] = Object.freeze([]);
const emptyMap = Object.freeze({});

/** Encoded values, to be read. */
export interface Encoded {
  readonly textOf: (index: number) => string;
  readonly shapes: readonly string[];
  readonly tokens: Int32Array;
}

/** Returns the function that reads the value at `start` of the tokens, which belongs to `file`. */
export function createDecoder({ textOf, shapes, tokens }: Encoded): (start: number, file: string) => unknown {
  const keysOf = shapes.map((shape) => shape.split(separator));
  const shared = new Map<number, unknown>();
  let file = "";
  let at = 0;
  const readNumber = (): number => tokens[at++] as number;
  const read = (): unknown => {
    const token = readNumber();
    if (token >= firstString) return textOf(token - firstString);
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
        return Number(textOf(readNumber() - firstString));
      case tags.emptyList:
        return emptyList;
      case tags.emptyMap:
        return emptyMap;
      case tags.list:
        return readList();
      case tags.lateList:
        return readLateList();
      case tags.span:
        return { file, line: readNumber(), column: readNumber(), length: readNumber() };
      case tags.shortSpan:
        return { file, line: readNumber(), column: readNumber() };
      case tags.map:
        return readMap();
      case tags.file:
        return file;
      case tags.shared:
        return readShared(readNumber());
      default:
        throw new Error("unknown token");
    }
  };
  const readList = (): unknown[] => {
    const count = readNumber();
    // A list that grows by `push` gets room for 17 items, and most have one or two.
    if (count === 1) return [read()];
    if (count === 2) return [read(), read()];
    const list = new Array<unknown>(count);
    for (let i = 0; i < count; i++) list[i] = read();
    return list;
  };
  const readLateList = (): readonly unknown[] => {
    const length = readNumber();
    const start = at;
    at += length;
    return createLateList(readListAt, start, file);
  };
  const readListAt = (start: number, owner: string): unknown[] => {
    file = owner;
    at = start;
    return readList();
  };
  const readShared = (start: number): unknown => {
    let value = shared.get(start);
    if (value === undefined) {
      const after = at;
      at = start;
      value = read();
      at = after;
      shared.set(start, value);
    }
    return value;
  };
  const readMap = (): object => {
    const count = readNumber();
    const pairs: [string, unknown][] = [];
    for (let i = 0; i < count; i++) pairs.push([textOf(readNumber() - firstString), read()]);
    return Object.fromEntries(pairs);
  };
  const readShape = (token: number): object => {
    const keys = keysOf[token - firstShape] as readonly string[];
    const object: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) object[keys[i] as string] = read();
    return object;
  };
  return (start, owner) => {
    file = owner;
    at = start;
    return read();
  };
}
