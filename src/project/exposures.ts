import { diagnose } from "../base/diagnostic.ts";
import { type DependencyCall, parseDependencyText } from "../template/dependency-text.ts";
import { allowancesOf } from "./allowances.ts";
import { readMeta, readTags } from "./columns.ts";
import type { ExposureDefinition } from "./definitions.ts";
import type { PatchReader } from "./patches.ts";
import { childOf, flagOf, itemsOf, textOf, type YamlNode } from "./yaml/yaml-node.ts";

/** Reads one entry of `exposures:`; undefined where it has no name or is disabled. */
export function readExposure(reader: PatchReader, node: YamlNode): ExposureDefinition | undefined {
  const nameNode = childOf(node, "name");
  const name = textOf(nameNode);
  const config = childOf(node, "config");
  const enabled = flagOf(childOf(config, "enabled")) ?? flagOf(childOf(node, "enabled"));
  if (!nameNode || name === undefined || enabled === false) return undefined;
  const [description, url, maturity] = ["description", "url", "maturity"].map((key) =>
    textOf(childOf(node, key)),
  );
  return {
    kind: "exposure",
    name,
    file: reader.file,
    package: reader.package,
    span: reader.locate(nameNode.start, nameNode.end),
    ...(description !== undefined && { description }),
    type: textOf(childOf(node, "type")) ?? "application",
    ...(url !== undefined && { url }),
    ...(maturity !== undefined && { maturity }),
    owner: readOwner(childOf(node, "owner")),
    dependsOn: itemsOf(childOf(node, "depends_on")).flatMap((item) => readDependency(reader, item) ?? []),
    tags: readTags(childOf(node, "tags"), childOf(config, "tags")),
    meta: readMeta(childOf(node, "meta"), childOf(config, "meta")),
    ...allowancesOf(childOf(node, "allow"), reader.locate),
  };
}

/** `{name, email}` of exposures and groups; of several addresses the first. */
export function readOwner(node: YamlNode | undefined): { readonly name?: string; readonly email?: string } {
  const name = textOf(childOf(node, "name"));
  const email = textOf(itemsOf(childOf(node, "email"))[0]);
  return { ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
}

function readDependency(reader: PatchReader, node: YamlNode): DependencyCall | undefined {
  const text = textOf(node);
  if (text === undefined) return undefined;
  const span = reader.locate(node.start, node.end);
  const call = parseDependencyText(text, span);
  if (!call) reader.report(diagnose("Q0035", { text }, { span }));
  return call;
}
