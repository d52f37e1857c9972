import { propertyKey, typescriptType } from "../sql/typescript-types.ts";
import { interfaceNames } from "./interface-names.ts";
import type { TypedColumn, TypedNode } from "./typed-node.ts";

/**
 * Returns the files of `target/types` by name: one for each kind of node with an interface for each node's rows, and `index.d.ts`, which maps
 * the names that `ref` and `source` take to them and tells the package (`Register`), so that they are typed without an import.
 *
 * @example renderTypes([{ id: "model.orders", kind: "model", name: "orders", columns: [{ name: "id", type: "INTEGER", nullable: false }] }])
 */
export function renderTypes(nodes: readonly TypedNode[]): Readonly<Record<string, string>> {
  const kinds = [...new Set(nodes.map((node) => node.kind))].sort();
  const files: Record<string, string> = {};
  const imports: string[] = [];
  const rows: Record<"nodes" | "sources", string[]> = { nodes: [], sources: [] };
  const cached = new Map<string, string>();
  for (const kind of kinds) {
    const ofKind = nodes.filter((node) => node.kind === kind);
    const names = interfaceNames(ofKind.map((node) => node.name));
    const texts = ofKind.map((node, index) => renderInterface(node, names[index] ?? "", cached));
    files[`${kind}s.d.ts`] = [notice, ...texts].join("\n");
    imports.push(`import type * as ${kind}s from "./${kind}s.d.ts";`);
    const target = rows[kind === "source" ? "sources" : "nodes"];
    ofKind.forEach((node, index) => {
      for (const name of [node.name, ...(node.otherNames ?? [])])
        target.push(`  ${JSON.stringify(name)}: ${kind}s.${names[index]};`);
    });
  }
  files["index.d.ts"] = [
    notice,
    ...imports,
    "",
    "export interface Nodes {",
    ...rows.nodes,
    "}",
    "",
    "export interface Sources {",
    ...rows.sources,
    "}",
    "",
    'declare module "quern" {',
    "  interface Register {",
    "    nodes: Nodes;",
    "    sources: Sources;",
    "  }",
    "}",
    "",
  ].join("\n");
  return files;
}

const notice = "// Made by quern from the project's columns; it is made anew whenever they change.\n";

function renderInterface(node: TypedNode, name: string, cached: Map<string, string>): string {
  const columns = node.columns.map((column) => renderColumn(column, cached));
  return `${renderDoc(node.description, "")}export interface ${name} {\n${columns.join("")}}\n`;
}

function renderColumn(
  { name, type, nullable, description }: TypedColumn,
  cached: Map<string, string>,
): string {
  let text = cached.get(type);
  if (text === undefined) {
    text = typescriptType(type);
    cached.set(type, text);
  }
  const orNull = nullable && text !== "unknown" && text !== "null" ? " | null" : "";
  return `${renderDoc(description, "  ")}  ${propertyKey(name)}: ${text}${orNull};\n`;
}

function renderDoc(description: string | undefined, indent: string): string {
  const lines = (description ?? "")
    .trim()
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\r\n\u2028\u2029]/);
  if (lines.join("") === "") return "";
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}
