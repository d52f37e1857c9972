import { diagnose } from "../../base/diagnostic.ts";
import type { PatchReader } from "../patches.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import type { SpineDefinition } from "./definitions.ts";
import { readSpans } from "./read-feature.ts";
import { inputAt, keyAt, optional, sqlAt, wordAt, wordsAt } from "./read-parts.ts";

/** What each kind of spine needs, and what else it may have. */
const shapes = {
  every: { needs: ["from", "to", "entities"], may: ["alive_since", "alive_until", "key", "where"] },
  at: { needs: ["timestamp"], may: ["key", "where", "from", "to", "keep"] },
  model: { needs: [], may: ["as_of", "key", "where", "from", "to", "keep"] },
} as const;

/** Reads a spine; undefined, with the reason reported, where it is not one of the three kinds. */
export function readSpine(reader: PatchReader, node: YamlNode, set: string): SpineDefinition | undefined {
  const span = reader.locate(node.start, node.end);
  const spans = readSpans(reader, node);
  const kinds = (["every", "at", "model"] as const).filter((kind) => spans[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    reader.report(diagnose("Q1222", { set, kinds }, { span: spans[kinds[1] ?? ""] ?? span }));
    return undefined;
  }
  const { needs, may } = shapes[kind];
  const missing = needs.filter((key) => spans[key] === undefined);
  if (missing.length > 0) {
    reader.report(diagnose("Q1223", { set, kind, missing }, { span: spans[kind] ?? span }));
    return undefined;
  }
  for (const key of Object.keys(spans)) {
    if (key === kind || [...needs, ...may].some((known) => known === key)) continue;
    reader.report(diagnose("Q1203", { key, what: `a spine of \`${kind}\`` }, { span: spans[key] }));
  }
  return kind === "every" ? readSteps(reader, node) : readRows(reader, node, kind);
}

function readSteps(reader: PatchReader, node: YamlNode): SpineDefinition | undefined {
  const [every, from, to] = ["every", "from", "to"].map((key) => wordAt(reader, node, key));
  const reads = inputAt(reader, node, "entities");
  if (!every || !from || !to || !reads) return undefined;
  return {
    kind: "every",
    every,
    from,
    to,
    population: {
      reads,
      ...optional("key", keyAt(reader, node, "key")),
      ...optional("where", sqlAt(reader, node, "where")),
      ...optional("aliveSince", sqlAt(reader, node, "alive_since")),
      ...optional("aliveUntil", sqlAt(reader, node, "alive_until")),
    },
    span: reader.locate(node.start, node.end),
  };
}

function readRows(reader: PatchReader, node: YamlNode, kind: "at" | "model"): SpineDefinition | undefined {
  const reads = inputAt(reader, node, kind);
  if (!reads) return undefined;
  const moment = sqlAt(reader, node, kind === "at" ? "timestamp" : "as_of");
  return {
    kind: "rows",
    reads,
    ...optional("key", keyAt(reader, node, "key")),
    asOf: moment ?? { sql: "as_of", span: reads.span },
    ...optional("where", sqlAt(reader, node, "where")),
    ...optional("from", wordAt(reader, node, "from")),
    ...optional("to", wordAt(reader, node, "to")),
    keep: wordsAt(reader, node, "keep"),
    span: reader.locate(node.start, node.end),
  };
}
