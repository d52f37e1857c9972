import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SelectionRequest } from "../../../src/graph/selection/select-nodes.ts";
import type { Graph, Node, NodeKind } from "../../../src/graph/types.ts";

/** Beside the checkout; absent for whoever has the repository alone. */
const folder = fileURLToPath(new URL("../../../../shared/cases/selectors/", import.meta.url));

export const hasCases = existsSync(folder);

export type Row = Readonly<Record<string, string>>;

/** Reads a table of the shared cases; values may be quoted and hold quotes, commas and line breaks. */
export function readRows(name: string): readonly Row[] {
  if (!hasCases) return [];
  const lines: string[][] = [[]];
  const text = readFileSync(`${folder}${name}.csv`, "utf8").replaceAll("\r\n", "\n").trimEnd();
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "") break;
    if (end === "\n") lines.push([]);
  }
  const [header = [], ...rows] = lines;
  return rows.map((row) => Object.fromEntries(header.map((key, index) => [key, row[index] ?? ""])));
}

export interface Command {
  readonly verb: "run" | "test" | "ls";
  readonly request: SelectionRequest;
}

/** Reads a dbt command line: `test --select "@a b" --exclude c`. */
export function parseCommand(line: string): Command {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const [verb = "", ...rest] = words;
  if (verb !== "run" && verb !== "test" && verb !== "ls") throw new Error(`unknown command ${line}`);
  const flags: Record<string, string[]> = {};
  let values: string[] = [];
  for (const word of rest) {
    if (!word.startsWith("--")) values.push(word);
    else {
      const name = word.replace(/^--models?$/, verb === "ls" ? "--models" : "--select");
      flags[name] ??= [];
      values = flags[name];
    }
  }
  const { "--select": select, "--models": models, "--exclude": exclude, ...others } = flags;
  const kinds: Record<Command["verb"], NodeKind[] | undefined> = {
    run: ["model"],
    test: ["test"],
    ls: models ? ["model"] : (others["--resource-type"] as NodeKind[] | undefined),
  };
  const mode = others["--indirect-selection"]?.[0] as SelectionRequest["indirectSelection"];
  return {
    verb,
    request: {
      select: select ?? models,
      exclude,
      selector: others["--selector"]?.[0],
      resourceTypes: kinds[verb],
      indirectSelection: mode,
    },
  };
}

/** What dbt prints or runs for the nodes of a command: `run` leaves out ephemeral models; `ls` writes full names. */
export function listNodes(graph: Graph, ids: Iterable<string>, { verb }: Command, byName: boolean): string[] {
  const nodes = [...ids].map((id) => graph.nodes[id as keyof Graph["nodes"]] as Node);
  if (verb === "run") {
    return nodes
      .filter((node) => node.kind === "model" && node.settings.materialized !== "ephemeral")
      .map(nameOf);
  }
  return nodes.map(verb === "ls" && !byName ? fullNameOf : nameOf);
}

function nameOf(node: Node): string {
  return node.name;
}

function fullNameOf(node: Node): string {
  if (node.kind === "source") return `source:${node.package}.${node.source}.${node.name}`;
  if (node.kind === "exposure") return `exposure:${node.package}.${node.name}`;
  return node.fqn.join(".");
}
