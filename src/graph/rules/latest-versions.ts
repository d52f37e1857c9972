import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { ModelNode } from "../types.ts";
import { compareVersions } from "../versions.ts";
import type { GraphRule } from "./rule.ts";

/** The latest version that a model declares exists. */
export const checkLatestVersions: GraphRule = ({ nodes }) => {
  const families = new Map<string, ModelNode[]>();
  for (const { node } of nodes) {
    if (node.kind !== "model" || node.version === undefined) continue;
    const key = `${node.package}\n${node.name}`;
    const family = families.get(key);
    if (family) family.push(node);
    else families.set(key, [node]);
  }
  const problems: Diagnostic[] = [];
  for (const family of families.values()) {
    const known = family.map((node) => node.version as string).sort(compareVersions);
    const first = family.find((node) => node.latestVersion !== undefined);
    if (!first?.latestVersion || known.includes(first.latestVersion)) continue;
    const { name, latestVersion: version, span } = first;
    problems.push(diagnose("Q0312", { name, version, known }, { span }));
  }
  return problems;
};
