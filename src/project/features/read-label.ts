import { diagnose } from "../../base/diagnostic.ts";
import type { PatchReader } from "../patches.ts";
import { childOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { LabelDefinition } from "./definitions.ts";
import { readFeature } from "./read-feature.ts";
import { inputAt, keyAt, optional, sqlAt, sqlsAt, wordAt } from "./read-parts.ts";

const sources = ["exists", "not_exists", "from"] as const;

/** Reads a label; undefined, with the reasons reported, where it does not say what it looks for, when, or how far. */
export function readLabel(reader: PatchReader, node: YamlNode): LabelDefinition | undefined {
  const value = readFeature(reader, node);
  if (!value) return undefined;
  const { name, span, spans } = value;
  const said = sources.filter((key) => spans[key] !== undefined);
  const [source] = said;
  if (source === undefined || said.length > 1) {
    reader.report(diagnose("Q1214", { label: name, said }, { span: spans[said[1] ?? ""] ?? span }));
    return undefined;
  }
  const reads = inputAt(reader, node, source);
  const timestamp = sqlAt(reader, node, "timestamp");
  const within = wordAt(reader, node, "within");
  if (!timestamp || !within) {
    const missing = [...(timestamp ? [] : ["timestamp"]), ...(within ? [] : ["within"])];
    reader.report(diagnose("Q1215", { label: name, missing }, { span }));
  }
  if (!reads || !timestamp || !within) return undefined;
  return {
    name,
    span,
    kind: source === "from" ? "aggregate" : source,
    reads,
    ...optional("key", keyAt(reader, node, "key")),
    timestamp,
    ...optional("where", sqlAt(reader, node, "where")),
    within,
    value,
    order: sqlsAt(reader, node, "order"),
    ...optional("observedUntil", wordAt(reader, node, "observed_until")),
    ...optional("description", textOf(childOf(node, "description"))),
  };
}
