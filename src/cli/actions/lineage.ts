import { DiagnosticError, diagnose, hasErrors } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { mapLineage } from "../../bind/lineage-map.ts";
import type { Bound } from "../../bind/types.ts";
import { isTest } from "../../graph/node-kinds.ts";
import { descendantsOf } from "../../graph/traverse.ts";
import type { NodeId } from "../../graph/types.ts";
import { bindSelected } from "../../pipeline/bind-selected.ts";
import type { Loaded } from "../../pipeline.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { findNamedColumn, type NamedColumn } from "../lineage/find-named-column.ts";
import { type LineageFormat, lineageFormats, lineageRenderers } from "../lineage/formats.ts";
import type { Question } from "../lineage/question.ts";
import { openProject } from "../open-project.ts";
import type { Options } from "../options.ts";
import { describeNode, nodeName } from "../render/node-name.ts";
import { WrongSelectionError } from "../selection.ts";

/** What `quern lineage` does. */
export async function lineage(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, words, now } = invocation;
  const format = readFormat(options, terminal.json);
  const direction = readDirection(options);
  const given = readDepth(options.depth);
  const loaded = await openProject(invocation);
  const named = findNamedColumn(words[0] ?? "", loaded.graph);
  const depth = given ?? lineageFormats[format](named);
  const wanted = direction === "up" ? [named.node.id] : readersOf(named, depth, loaded);
  const { value: bound, diagnostics } = await bindSelected(loaded, new Set(wanted));
  const known = bound.nodes[named.node.id];
  if (known === undefined) throw new DiagnosticError([...diagnostics, explainUnknown(named, bound, loaded)]);
  const map = mapLineage(bound, loaded.graph);
  const question: Question = {
    ...named,
    map,
    graph: loaded.graph,
    direction,
    depth,
    starts: findStarts(named, map.columnsOf(named.node.id)),
  };
  // What stands in the way of a whole answer is told; what else there is to say of the nodes is for `quern check`.
  terminal.report(diagnostics.filter(({ severity }) => severity === "error"));
  const text = lineageRenderers[format](question, { loaded, terminal, now });
  if (text !== "") terminal.print(text);
  return hasErrors(diagnostics) ? 1 : 0;
}

function readFormat({ output }: Options, json: boolean): LineageFormat {
  const format = output ?? (json ? "json" : "text");
  if (Object.hasOwn(lineageFormats, format)) return format as LineageFormat;
  const expected = `one of ${Object.keys(lineageFormats).join(", ")}`;
  throw new DiagnosticError([diagnose("Q0704", { option: "--output", value: format, expected })]);
}

function readDirection({ up, down }: Options): Question["direction"] {
  if (up && down) throw new DiagnosticError([diagnose("Q0715", { first: "--up", second: "--down" })]);
  return down ? "down" : "up";
}

function readDepth(depth: string | undefined): number | undefined {
  if (depth === undefined) return undefined;
  if (depth === "all") return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(depth)) return Number(depth);
  throw new DiagnosticError([
    diagnose("Q0704", { option: "--depth", value: depth, expected: "a number of steps from 1 on, or all" }),
  ]);
}

/** The node and whatever may read it: all that these read is bound with them. */
function readersOf({ node }: NamedColumn, depth: number, { graph }: Loaded): readonly NodeId[] {
  const readers = [...descendantsOf(graph, [node.id], depth)];
  return [node.id, ...readers.filter((id) => !isTest(graph.nodes[id]))];
}

function explainUnknown({ node }: NamedColumn, bound: Bound, { graph }: Loaded) {
  const because = bound.unchecked.find(({ id }) => id === node.id)?.because[0];
  const blamed = because && graph.nodes[because];
  return diagnose(
    "Q0834",
    { node: nodeName(node), ...(blamed && { because: describeNode(blamed) }) },
    { span: node.span },
  );
}

function findStarts({ node, column }: NamedColumn, columns: Question["starts"]): Question["starts"] {
  if (column === undefined) return columns;
  const found = columns.filter((each) => each.column.toLowerCase() === column.toLowerCase());
  if (found.length > 0) return found;
  const known = columns.map((each) => each.column);
  const suggestion = findSuggestion(column, known);
  throw new WrongSelectionError([
    diagnose("Q0832", {
      node: nodeName(node),
      column,
      known,
      ...(suggestion !== undefined && { suggestion }),
    }),
  ]);
}
