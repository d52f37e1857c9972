import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { findDependency } from "../graph/name-index.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import type { Graph, Node, NodeId, RelationNode } from "../graph/types.ts";
import type { DependencyCall } from "../project/definitions.ts";
import { boundRelation } from "./bound-relation.ts";
import { cteName, isEphemeral } from "./ephemeral.ts";
import type { CompileOptions } from "./options.ts";
import { relationOf } from "./relation-of.ts";
import { sourceFrom } from "./source-from.ts";

/** Which rows of what it reads a statement is to see. */
export interface RowFilter {
  /** microbatch: SQL of the bounds of event time. */
  readonly batch?: { readonly start: string; readonly end: string };
  /** Says what `--empty` and `--sample` leave; false for data tests, which see everything. */
  readonly reduce: boolean;
}

/** Writes refs and sources as SQL. What a node is called in SQL is worked out once. */
export interface References {
  /** The SQL of a node in a FROM clause. Ephemeral nodes give the name of their CTE. */
  render(id: NodeId, filter: RowFilter): string;
  /** The node a call means; reports where there is none, or where the reader was not known to read it. */
  find(
    call: DependencyCall,
    reader: Reader,
    report: (diagnostic: Diagnostic) => void,
    hint?: string,
  ): NodeId | undefined;
}

export interface Reader {
  readonly name: string;
  readonly package: string;
  /** What the graph knows that it reads; undefined where anything may be read. */
  readonly dependsOn?: readonly NodeId[];
}

/** Opens the names of a graph for writing. */
export function openReferences(graph: Graph, options: CompileOptions): References {
  const plain = new Map<NodeId, string>();

  const renderPlain = (node: Node): string => {
    let text = plain.get(node.id);
    if (text === undefined) {
      text = renderNode(node, graph, options);
      plain.set(node.id, text);
    }
    return text;
  };

  return {
    render(id, filter) {
      const node = graph.nodes[id];
      if (node === undefined) return "";
      const text = renderPlain(node);
      const conditions = conditionsOn(node, filter, options);
      return conditions.length === 0 ? text : `(select * from ${text} where ${conditions.join(" and ")})`;
    },
    find(call, reader, report, hint) {
      const id = findDependency(graph, call, reader.package);
      if (id === undefined) {
        report(describeUnknown(graph, call, hint));
        return undefined;
      }
      if (reader.dependsOn === undefined || reader.dependsOn.includes(id)) return id;
      const text = `${call.call} "${call.arguments.join('" "')}"`;
      report(diagnose("Q0459", { call: text }, { span: call.span, hint }));
      return undefined;
    },
  };
}

function renderNode(node: Node, graph: Graph, options: CompileOptions): string {
  // As a subselect: behind a reader there is no name either that columns could be qualified with.
  if (options.binding && node.kind === "source" && node.path !== undefined)
    return `(select * from ${options.dialect.renderRelation(boundRelation(node, graph, options))})`;
  if (node.kind === "source") return sourceFrom(node, options);
  if (isEphemeral(node)) return options.dialect.quoteName(cteName(node, graph));
  return options.dialect.renderRelation(relationOf(node as RelationNode, options));
}

function conditionsOn(node: Node, filter: RowFilter, options: CompileOptions): readonly string[] {
  const time = eventTimeOf(node, options);
  const conditions: string[] = [];
  if (time !== undefined && filter.batch !== undefined)
    conditions.push(`${time} >= ${filter.batch.start}`, `${time} < ${filter.batch.end}`);
  // What an ephemeral node reads is already reduced.
  if (!filter.reduce || isEphemeral(node)) return conditions;
  if (options.empty) conditions.push("false");
  else if (options.sample !== undefined && time !== undefined) {
    const { now, sample, dialect } = options;
    const start = new Date(now.getTime() - sample.seconds * 1000);
    conditions.push(
      `${time} >= ${dialect.renderTimestamp(start)}`,
      `${time} < ${dialect.renderTimestamp(now)}`,
    );
  }
  return conditions;
}

/** A plain name is a column, as is one that the node declares; anything else is SQL. */
function eventTimeOf(node: Node, { dialect }: CompileOptions): string | undefined {
  const time =
    node.kind === "source"
      ? node.eventTime
      : "settings" in node && "event_time" in node.settings
        ? node.settings.event_time
        : undefined;
  if (time === undefined) return undefined;
  const isDeclared = "columns" in node && node.columns.some((column) => column.name === time);
  return isDeclared || /^[A-Za-z_]\w*$/.test(time) ? dialect.quoteName(time) : time;
}

function describeUnknown(graph: Graph, call: DependencyCall, hint: string | undefined): Diagnostic {
  const nodes = Object.values(graph.nodes);
  if (call.call === "source") {
    const [source = "", table = ""] = call.arguments;
    const known = nodes.flatMap((node) => (node.kind === "source" ? [`${node.source}.${node.name}`] : []));
    const suggestion = findSuggestion(`${source}.${table}`, known);
    return diagnose("Q0102", { source, table, ...(suggestion && { suggestion }) }, { span: call.span, hint });
  }
  const name = call.arguments.at(-1) ?? "";
  const known = nodes.flatMap((node) => (isRelationNode(node) ? [node.name] : []));
  const suggestion = findSuggestion(name, known);
  return diagnose("Q0101", { name, ...(suggestion && { suggestion }) }, { span: call.span, hint });
}
