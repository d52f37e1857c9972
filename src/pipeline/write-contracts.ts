import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import type { Bound, ContractDifference } from "../bind/types.ts";
import { isFeatureNode, isRelationNode } from "../graph/node-kinds.ts";
import { promiseOf } from "../graph/test-promise.ts";
import type { Graph, NodeId, RelationNode } from "../graph/types.ts";
import type { ContractChange, ContractSummary } from "../project/contracts/contract-change.ts";
import { writeContracts as writeInText } from "../project/contracts/write-contracts.ts";
import { bindSelected } from "./bind-selected.ts";
import type { Loaded } from "./loaded.ts";

export interface ContractsRequest {
  /** Nodes to write contracts for, whether they have one or not; absent for those that have one. */
  readonly selected?: ReadonlySet<NodeId>;
  /** Says what would be written, and writes nothing. */
  readonly dryRun: boolean;
}

export interface ContractFile {
  /** Relative to the project. */
  readonly file: string;
  /** Undefined where the file is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly summaries: readonly ContractSummary[];
}

/**
 * Writes into YAML what the statements of models give: names and types of columns, `contract: true`, and not_null where a data test holds it. Columns
 * that are declared and not given are left to be judged; types that are no longer right are replaced. Reports what could not be written.
 */
export async function writeContracts(
  loaded: Loaded,
  request: ContractsRequest,
): Promise<Outcome<readonly ContractFile[]>> {
  const { graph } = loaded;
  const diagnostics: Diagnostic[] = [];
  const nodes = chooseNodes(graph, request).filter((node) => {
    const problem = findObstacle(node, graph);
    if (problem) diagnostics.push(problem);
    return problem === undefined;
  });
  if (nodes.length === 0) return { value: [], diagnostics };
  const ids = new Set(nodes.map(({ id }) => id));
  // What a contract would be told is what it does not say yet.
  const bound = await bindSelected({ ...loaded, graph: withContracts(graph, nodes) }, ids);
  if (bound.value === undefined) return { value: [], diagnostics: [...diagnostics, ...bound.diagnostics] };
  const files = new Map<string, ContractChange[]>();
  for (const node of nodes) {
    const change = changeOf(node, bound.value, graph);
    const file = node.patchFile ?? `${node.file.replace(/\.\w+$/, "")}.yml`;
    if (change) files.set(file, [...(files.get(file) ?? []), change]);
    else diagnostics.push(diagnose("Q0824", { node: node.name }, { span: node.span }));
  }
  // Contracts that do not hold are what is being written; what else is wrong keeps them from being known.
  diagnostics.push(...bound.diagnostics.filter(({ code }) => !isOfContract(code)));
  const written = [...files].flatMap(([file, changes]) => {
    const { result, refused } = editFile(loaded.root, file, changes);
    const span = (name: string) => nodes.find((node) => node.name === name)?.patchSpan;
    diagnostics.push(...refused.map((name) => diagnose("Q0823", { node: name, file }, { span: span(name) })));
    return result.summaries.length > 0 ? [result] : [];
  });
  if (!request.dryRun) for (const file of written) write(loaded.root, file);
  return { value: written, diagnostics };
}

const isOfContract = (code: string) => /^Q08[12]/.test(code) || code === "Q0803";

function chooseNodes(graph: Graph, { selected }: ContractsRequest): readonly RelationNode[] {
  // The columns of features follow from the features: nothing is left to be written.
  const relations = Object.values(graph.nodes).filter(
    (node): node is RelationNode => isRelationNode(node) && !isFeatureNode(node),
  );
  if (selected === undefined) return relations.filter(({ settings }) => settings.contract);
  return relations.filter(
    ({ id, kind, settings }) => selected.has(id) && (kind === "model" || settings.contract),
  );
}

function findObstacle(node: RelationNode, graph: Graph): Diagnostic | undefined {
  const reason =
    node.package !== graph.name
      ? `it belongs to the package "${node.package}"`
      : node.kind === "model" && node.version !== undefined
        ? "its versions share their columns"
        : undefined;
  return reason === undefined
    ? undefined
    : diagnose("Q0825", { node: node.name, reason }, { span: node.patchSpan ?? node.span });
}

function withContracts(graph: Graph, nodes: readonly RelationNode[]): Graph {
  const changed = nodes.map(
    (node) => [node.id, { ...node, settings: { ...node.settings, contract: true } }] as const,
  );
  return { ...graph, nodes: { ...graph.nodes, ...Object.fromEntries(changed) } };
}

/** What is to be written for a node; undefined where its columns are not known. */
function changeOf(node: RelationNode, bound: Bound, graph: Graph): ContractChange | undefined {
  const given = bound.nodes[node.id]?.columns;
  const differences = bound.contracts[node.id];
  if (given === undefined || differences === undefined) return undefined;
  const others = new Set(differences.flatMap((one) => (hasOtherType(one) ? [one.name.toLowerCase()] : [])));
  const promised = promisedColumns(node, graph);
  const constrained = constrainedColumns(node);
  return {
    section: node.kind === "seed" ? "seeds" : node.kind === "snapshot" ? "snapshots" : "models",
    name: node.name,
    contract: !node.settings.contract,
    columns: given.map(({ name, type }) => {
      const key = name.toLowerCase();
      return { name, type, isOther: others.has(key), isFilled: promised.has(key) && !constrained.has(key) };
    }),
  };
}

function hasOtherType(
  one: ContractDifference,
): one is Extract<ContractDifference, { kind: "type" | "no-type" }> {
  return one.kind === "type" || one.kind === "no-type";
}

/** Columns that a data test promises to have no nulls. */
function promisedColumns({ id }: RelationNode, graph: Graph): ReadonlySet<string> {
  const promised = new Set<string>();
  for (const test of Object.values(graph.nodes))
    if (test.kind === "test" && test.attachedTo === id && test.column !== undefined)
      if (promiseOf(test)?.startsWith("not_null ")) promised.add(test.column.toLowerCase());
  return promised;
}

function constrainedColumns({ columns, constraints = [] }: RelationNode): ReadonlySet<string> {
  const fills = ({ type }: { readonly type: string }) => type === "not_null" || type === "primary_key";
  const names = [
    ...constraints.filter(fills).flatMap(({ columns: named = [] }) => named),
    ...columns.filter((column) => column.constraints.some(fills)).map(({ name }) => name),
  ];
  return new Set(names.map((name) => name.toLowerCase()));
}

function editFile(root: string, file: string, changes: readonly ContractChange[]) {
  const path = join(root, file);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const { text, summaries, refused } = writeInText(file, before ?? "", changes);
  return { result: { file, before, after: text, summaries }, refused };
}

function write(root: string, { file, after }: ContractFile): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, after);
}
