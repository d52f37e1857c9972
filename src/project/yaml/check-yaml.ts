import type * as z from "zod";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { describeIssues, type Path, type Places } from "../schemas/describe-issues.ts";
import { entryOf, type Locate, plainOf, textOf, type YamlFile, type YamlNode } from "./yaml-node.ts";

/** Checks a file against a schema; each problem is placed at the key or value it is about. */
export function checkYaml(yaml: YamlFile, schema: z.ZodType, locate: Locate): Diagnostic[] {
  if (!yaml.root) return [];
  return checkNode(yaml.root, schema, { file: yaml.file, locate });
}

/** Checks one node. `name` says what holds keys at its top. */
export function checkNode(
  node: YamlNode,
  schema: z.ZodType,
  { file, locate, name }: { readonly file: string; readonly locate: Locate; readonly name?: string },
): Diagnostic[] {
  const input = plainOf(node);
  const result = schema.safeParse(input);
  if (result.success) return [];
  const places = placesOf(node, name ?? file, locate);
  return describeIssues(result.error.issues, schema, input, places, name);
}

function placesOf(root: YamlNode, name: string, locate: Locate): Places {
  return {
    value: (path) => {
      const { start, end } = follow(root, path).at(-1) ?? root;
      return locate(start, end);
    },
    key: (path) => keyPlace(root, path, locate),
    where: (path) => describeHolder(root, path, name),
  };
}

/** Nodes along a path, as far as they exist. */
function follow(root: YamlNode, path: Path): YamlNode[] {
  const nodes = [root];
  for (const step of path) {
    const node = nodes.at(-1);
    const next =
      typeof step === "number"
        ? node?.kind === "list"
          ? node.items[step]
          : undefined
        : entryOf(node, String(step))?.value;
    if (!next) break;
    nodes.push(next);
  }
  return nodes;
}

function keyPlace(root: YamlNode, path: Path, locate: Locate): ReturnType<Locate> {
  const last = path.at(-1);
  const holder = follow(root, path.slice(0, -1)).at(-1) ?? root;
  const entry = typeof last === "string" ? entryOf(holder, last) : undefined;
  if (entry) return locate(entry.keyStart, entry.keyEnd);
  const node = follow(root, path).at(-1) ?? root;
  // A whole map would underline its first line: its first key says as well where it is.
  const first = node.kind === "map" ? node.entries[0] : undefined;
  return first ? locate(first.keyStart, first.keyEnd) : locate(node.start, node.end);
}

/** `model "orders"` for a path below models[3]; the section's key where there is no name. */
function describeHolder(root: YamlNode, path: Path, fallback: string): string {
  const nodes = follow(root, path);
  for (let i = path.length; i > 0; i--) {
    const step = path[i - 1];
    const section = path[i - 2];
    if (typeof step === "number" && typeof section === "string") {
      const name = textOf(entryOf(nodes[i], "name")?.value) ?? textOf(entryOf(nodes[i], "v")?.value);
      const kind = section.replace(/ies$/, "y").replace(/s$/, "").replace("_", " ");
      return name === undefined ? `an entry of ${section}` : `${kind} "${name}"`;
    }
    if (typeof step === "string") {
      const parent = i > 1 ? ` of ${describeHolder(root, path.slice(0, i - 1), fallback)}` : "";
      return `\`${step}\`${parent}`;
    }
  }
  return fallback;
}
