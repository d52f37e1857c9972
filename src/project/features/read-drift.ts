import type { PatchReader } from "../patches.ts";
import { childOf, itemsOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { DriftDefinition } from "./definitions.ts";
import { optional, wordAt, wordsAt } from "./read-parts.ts";

/** Reads `drift:`, one rule or a list of them; those without a reference, which the schema has refused, are left out. */
export function readDrift(reader: PatchReader, node: YamlNode | undefined): readonly DriftDefinition[] {
  return itemsOf(node).flatMap((item) => {
    const reference = wordAt(reader, item, "reference");
    if (!reference) return [];
    const features = wordsAt(reader, item, "features");
    return [
      {
        reference,
        ...optional("psi", wordAt(reader, item, "psi")),
        ...optional("ks", wordAt(reader, item, "ks")),
        severity: textOf(childOf(item, "severity")) === "error" ? ("error" as const) : ("warn" as const),
        ...(features.length > 0 && { features }),
      },
    ];
  });
}
