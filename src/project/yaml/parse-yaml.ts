import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap } from "yaml";
import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import { describeYamlErrors } from "./yaml-errors.ts";
import { createLocator, type Locate, type YamlEntry, type YamlFile, type YamlNode } from "./yaml-node.ts";

/**
 * Parses a YAML file by the `yaml` library. Problems of the syntax, duplicate keys, merge keys, tags and further documents are
 * diagnostics; whatever could be read is returned beside them.
 */
export function parseYaml(file: string, text: string): Outcome<YamlFile> {
  const locate = createLocator(file, text);
  const diagnostics: Diagnostic[] = [];
  const documents = [
    ...parseAllDocuments(text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      version: "1.2",
    }),
  ];
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  diagnostics.push(...describeYamlErrors(errors, text, locate));
  const [first, second] = documents;
  if (second) {
    const found = text.lastIndexOf("---", second.range[1]);
    const start = found < 0 ? second.range[0] : found;
    diagnostics.push(diagnose("Q0014", {}, { span: locate(start, start + 3) }));
  }
  const reader: Reader = { locate, diagnostics, anchors: new Map(), size: 0, aliased: 0 };
  const root = first?.contents ? readNode(reader, first.contents, 0) : null;
  return { value: { file, text, root }, diagnostics };
}

interface Reader {
  readonly locate: Locate;
  readonly diagnostics: Diagnostic[];
  readonly anchors: Map<string, { readonly node: YamlNode; readonly size: number }>;
  /** Values so far, counting those that aliases stand for. */
  size: number;
  /** Values that aliases stand for. */
  aliased: number;
}

/** A few short lines of aliases of aliases can stand for billions of values. */
const aliasLimit = 100_000;

/** `at` is where an absent value (`key:` and nothing) is said to stand: at the end of its key. */
function readNode(reader: Reader, node: unknown, at: number): YamlNode {
  if (isAlias(node)) {
    const [start, end] = node.range ?? [at, at];
    const target = reader.anchors.get(node.source);
    if (!target) {
      const parameters = { name: node.source };
      reader.diagnostics.push(diagnose("Q0019", parameters, { span: reader.locate(start, end) }));
    }
    const wasWithin = reader.aliased <= aliasLimit;
    reader.aliased += target?.size ?? 0;
    reader.size += target?.size ?? 0;
    if (target && reader.aliased <= aliasLimit) return { ...target.node, start, end };
    if (target && wasWithin)
      reader.diagnostics.push(diagnose("Q0017", {}, { span: reader.locate(start, end) }));
    return { kind: "scalar", value: null, start, end };
  }
  const before = reader.size++;
  const made = readValue(reader, node, at);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor) reader.anchors.set(anchor, { node: made, size: reader.size - before });
  return made;
}

function readValue(reader: Reader, node: unknown, at: number): YamlNode {
  if (isScalar(node)) {
    const [start, end] = node.range ?? [at, at];
    checkTag(reader, node.tag, start, end);
    return { kind: "scalar", value: scalarOf(node.value), start, end };
  }
  if (isMap(node)) return readMap(reader, node, at);
  if (isSeq(node)) {
    const [start, end] = node.range ?? [at, at];
    checkTag(reader, node.tag, start, end);
    const items = node.items.map((item) => readNode(reader, item, start));
    return { kind: "list", items, start, end: node.flow ? end : (items.at(-1)?.end ?? end) };
  }
  return { kind: "scalar", value: null, start: at, end: at };
}

function readMap(reader: Reader, node: YAMLMap, at: number): YamlNode {
  const [start, end] = node.range ?? [at, at];
  checkTag(reader, node.tag, start, end);
  const entries: YamlEntry[] = [];
  const firsts = new Map<string, YamlEntry>();
  for (const pair of node.items) {
    const keyNode = readNode(reader, pair.key, start);
    const { start: keyStart, end: keyEnd } = keyNode;
    if (keyNode.kind !== "scalar") {
      reader.diagnostics.push(diagnose("Q0018", {}, { span: reader.locate(keyStart, keyEnd) }));
      continue;
    }
    const key = String(keyNode.value ?? "");
    if (key === "<<") {
      reader.diagnostics.push(diagnose("Q0015", {}, { span: reader.locate(keyStart, keyEnd) }));
      continue;
    }
    const first = firsts.get(key);
    if (first) {
      const { line } = reader.locate(first.keyStart, first.keyEnd);
      reader.diagnostics.push(diagnose("Q0013", { key, line }, { span: reader.locate(keyStart, keyEnd) }));
      continue;
    }
    const value = readNode(reader, pair.value, keyEnd);
    const isAbsent = value.kind === "scalar" && value.value === null && value.start === value.end;
    const place = isAbsent ? { ...value, start: keyEnd, end: keyEnd } : value;
    const entry = { key, keyStart, keyEnd, value: place };
    firsts.set(key, entry);
    entries.push(entry);
  }
  // A block ends with its last value, wherever the library thinks that the next one starts.
  return { kind: "map", entries, start, end: node.flow ? end : (entries.at(-1)?.value.end ?? end) };
}

function scalarOf(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}

const knownTags = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

function checkTag(reader: Reader, tag: string | undefined, start: number, end: number): void {
  if (tag === undefined || tag === "!" || knownTags.test(tag)) return;
  reader.diagnostics.push(diagnose("Q0016", { tag }, { span: reader.locate(start, end) }));
}
