import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { maskedJson } from "../../base/masked-json.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { nodesOf } from "../../graph/node-list.ts";
import type { Node } from "../../graph/types.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openProject } from "../open-project.ts";
import { nodeSelector } from "../render/node-name.ts";
import { selectByOptions } from "../selection.ts";

const formats = ["name", "path", "json"];

/** What `quern ls` does. */
export async function ls(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const format = options.output ?? (terminal.json || options.outputKeys ? "json" : "name");
  if (!formats.includes(format))
    throw new DiagnosticError([
      diagnose("Q0704", { option: "--output", value: format, expected: `one of ${formats.join(", ")}` }),
    ]);
  const loaded = await openProject(invocation);
  const selected = await selectByOptions(loaded, invocation);
  const nodes = nodesOf(loaded.graph).filter((node) => selected.has(node.id));
  const lines =
    format === "json" ? await renderJson(nodes, options.outputKeys) : await renderNames(nodes, format);
  if (lines.length > 0) terminal.print(lines.join("\n"));
  return 0;
}

async function renderNames(nodes: readonly Node[], format: string): Promise<readonly string[]> {
  if (format === "path") return [...new Set(nodes.map((node) => node.file))];
  return nodes.map(nodeSelector);
}

const defaultKeys = ["id", "kind", "name", "file", "fqn", "tags", "settings", "dependsOn", "description"];

async function renderJson(
  nodes: readonly Node[],
  keys: readonly string[] | undefined,
): Promise<readonly string[]> {
  for (const key of keys ?? []) refuseUnknownKey(key, nodes);
  return nodes.map((node) =>
    maskedJson(Object.fromEntries((keys ?? defaultKeys).map((key) => [key, findValue(node, key)]))),
  );
}

function refuseUnknownKey(key: string, nodes: readonly Node[]): void {
  if (nodes.length === 0 || nodes.some((node) => findValue(node, key) !== undefined)) return;
  const known = [...new Set(nodes.flatMap((node) => Object.keys(node)))].sort();
  const [head = ""] = key.split(".");
  if (known.includes(head)) return;
  const suggestion = findSuggestion(head, known);
  throw new DiagnosticError([
    diagnose("Q0704", {
      option: "--output-keys",
      value: key,
      expected: `a key of a node${suggestion ? ` — did you mean "${suggestion}"?` : ` (${known.join(", ")})`}`,
    }),
  ]);
}

/** The value at a path such as `settings.materialized`. */
function findValue(node: Node, path: string): unknown {
  let value: unknown = node;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
