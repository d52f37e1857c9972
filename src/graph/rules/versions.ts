import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { ModelNode } from "../types.ts";
import { compareVersions } from "../versions.ts";
import type { Rule } from "./linked-graph.ts";

/** The latest version of a model exists; whoever reads a deprecated model is warned. */
export const checkVersions: Rule = ({ nodes, links, now }) => {
  const problems: Diagnostic[] = [];
  const families = new Map<string, ModelNode[]>();
  for (const node of nodes.values()) {
    if (node.kind !== "model" || node.version === undefined) continue;
    const key = `${node.package}\n${node.name}`;
    const family = families.get(key);
    if (family) family.push(node);
    else families.set(key, [node]);
  }
  for (const family of families.values()) {
    const known = family.map((node) => node.version as string).sort(compareVersions);
    const first = family.find((node) => node.latestVersion !== undefined);
    if (!first?.latestVersion || known.includes(first.latestVersion)) continue;
    const { name, latestVersion: version, span } = first;
    problems.push(diagnose("Q0312", { name, version, known }, { span }));
  }
  if (!now) return problems;
  for (const [id, reads] of links) {
    const reader = nodes.get(id);
    if (!reader) continue;
    for (const { target, span } of reads) {
      const node = nodes.get(target);
      if (node?.kind !== "model" || node.deprecationDate === undefined) continue;
      const past = Date.parse(node.deprecationDate) <= now.getTime();
      const latest = node.latestVersion === node.version ? undefined : node.latestVersion;
      const name = node.version === undefined ? node.name : `${node.name}.v${node.version}`;
      const parameters = { reader: reader.name, name, date: node.deprecationDate, past, latest };
      problems.push(diagnose("Q0313", parameters, { span }));
    }
  }
  return problems;
};
