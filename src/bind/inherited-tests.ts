import { stableJson } from "../base/hash.ts";
import { once } from "../base/once.ts";
import type { Graph, NodeId, TestNode } from "../graph/types.ts";
import { type CopyStep, followCopies } from "./follow-copies.ts";
import type { Bound, ColumnUse } from "./types.ts";

/** A test of another column that holds for this one as well. */
export interface InheritedTest {
  readonly test: NodeId;
  /** The column that it is declared at. */
  readonly from: ColumnUse;
}

/**
 * The data tests of the columns that a column is an unchanged copy of, as far as they hold for the copy too:
 *
 * - what is said of single values (accepted_values, accepted_range, relationships, ..) holds for every copy: nulls are not looked at;
 * - not_null holds unless an outer join leaves the value out on some rows;
 * - unique holds where each row of the parent is there at most once.
 *
 * Only tests that stop a build count (severity error, no threshold), without a `where`. They hold through whatever is made anew from what has been
 * tested; the rows of incremental models and snapshots may be older than both the tests and the statement, so nothing is inherited through those.
 *
 * Inherited tests are not run again: a parent is published only when its tests have passed, and a copy of it can be no different. They are
 * there to be shown, and to count where a test is asked for.
 */
export function inheritedTests(
  bound: Pick<Bound, "nodes">,
  graph: Graph,
  id: NodeId,
  column: string,
): readonly InheritedTest[] {
  const found: InheritedTest[] = [];
  const own = testsOf(graph, { node: id, column }).filter(isFirm);
  // Most columns inherit nothing, and then what the own tests say need not be known.
  const seen = once(() => new Set(own.map(contentOf)));
  let way: Way = { isFilled: true, isOnce: true };
  for (const step of followCopies(bound, id, column)) {
    if (!isMadeAnew(graph, step)) break;
    way = {
      isFilled: way.isFilled && !step.mayLack,
      isOnce: way.isOnce && step.by.lineage?.onceFrom === step.from.node,
    };
    for (const test of testsOf(graph, step.from)) {
      if (!isFirm(test) || !holds(test, way)) continue;
      const content = contentOf(test);
      if (seen().has(content)) continue;
      seen().add(content);
      found.push({ test: test.id, from: step.from });
    }
  }
  return found;
}

/** What has become of a value's rows on its way. */
interface Way {
  readonly isFilled: boolean;
  readonly isOnce: boolean;
}

const wholeMaterialisations: ReadonlySet<string> = new Set(["view", "table", "ephemeral", "external"]);

function isMadeAnew(graph: Graph, { by }: CopyStep): boolean {
  const node = graph.nodes[by.id];
  return node !== undefined && "settings" in node && node.kind !== "test"
    ? wholeMaterialisations.has(node.settings.materialized)
    : false;
}

/** Whether a test stops a build with the first row that fails, whichever row that is. */
function isFirm({ settings }: TestNode): boolean {
  const { severity = "error", where, warn_if: warnIf, error_if: errorIf } = settings;
  return severity === "error" && where === undefined && warnIf === undefined && errorIf === undefined;
}

function holds(test: TestNode, way: Way): boolean {
  // A macro may look at anything.
  if (test.macros.length > 0 || test.template !== undefined) return false;
  const name = nameOf(test);
  return Object.hasOwn(kinds, name) && (kinds[name]?.(test, way) ?? false);
}

type Kind = (test: TestNode, way: Way) => boolean;

const valuesAlone: Kind = ({ arguments: { quote } }) => quote !== false;

const kinds: Readonly<Record<string, Kind>> = {
  not_null: (_test, way) => way.isFilled,
  unique: ({ arguments: given }, way) => way.isOnce && Object.keys(given).length === 0,
  accepted_values: valuesAlone,
  not_accepted_values: valuesAlone,
  not_empty_string: () => true,
  // A bound that is SQL may be another column.
  accepted_range: ({ arguments: given }) =>
    Object.values(given).every((value) => typeof value !== "string" || isDate.test(value)),
  relationships: ({ arguments: given }) => Object.keys(given).every((key) => key === "to" || key === "field"),
};

const isDate = /^\d{4}-\d{2}-\d{2}([T ][\d:.]+)?(Z|[+-]\d{2}:?\d{2})?$/;

const nameOf = ({ test = "" }: TestNode) => test.replace(/^dbt_utils\./, "");

/** What two tests of equal content say is the same, if it is said of the same values. */
function contentOf(test: TestNode): string {
  const { to } = test.argumentNodes ?? {};
  const { field = test.column } = test.arguments;
  const given = to === undefined ? test.arguments : { to, field: String(field) };
  return `${nameOf(test)} ${stableJson(given)}`;
}

/** Tests by node, and by column in small letters. */
type TestIndex = ReadonlyMap<NodeId, ReadonlyMap<string, readonly TestNode[]>>;

const indexes = new WeakMap<Graph, TestIndex>();

/** The tests of a column, in order. */
function testsOf(graph: Graph, { node, column }: ColumnUse): readonly TestNode[] {
  let index = indexes.get(graph);
  if (index === undefined) {
    index = indexTests(graph);
    indexes.set(graph, index);
  }
  return index.get(node)?.get(column.toLowerCase()) ?? noTests;
}

const noTests: readonly TestNode[] = Object.freeze([]);

function indexTests(graph: Graph): TestIndex {
  const index = new Map<NodeId, Map<string, TestNode[]>>();
  for (const node of Object.values(graph.nodes)) {
    if (node.kind !== "test" || node.attachedTo === undefined || node.column === undefined) continue;
    const columns = index.get(node.attachedTo) ?? new Map<string, TestNode[]>();
    index.set(node.attachedTo, columns);
    const key = node.column.toLowerCase();
    const tests = columns.get(key);
    if (tests) tests.push(node);
    else columns.set(key, [node]);
  }
  return index;
}
