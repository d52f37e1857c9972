import fc from "fast-check";
import { columnKey } from "../../src/bind/lineage-map.ts";
import type { Bound, BoundNode, ColumnUse, RowUse } from "../../src/bind/types.ts";
import type { Graph } from "../../src/graph/types.ts";
import { graphOf, shapes } from "../graph/random-graph.ts";

const kinds: readonly RowUse["as"][] = ["filter", "join", "group", "order"];

/** Graphs whose nodes have three columns each that use any of their parents', some of them written in other letters. */
export const boundGraphs: fc.Arbitrary<{ readonly graph: Graph; readonly bound: Bound }> = fc
  .tuple(shapes(8), fc.infiniteStream(fc.nat(9999)))
  .map(([shape, numbers]) => {
    const next = (below: number) => Number(numbers.next().value) % below;
    const graph = graphOf(shape);
    const nodes: Record<string, BoundNode> = {};
    for (const { id, kind, dependsOn } of Object.values(graph.nodes)) {
      if (kind === "test") continue;
      const columns = ["a", "b", "c"].map((name) => ({ name, type: "INTEGER" }));
      if (next(6) === 0) {
        nodes[id] = { id, columns, untraceable: "read_csv", volatile: [] };
        continue;
      }
      const use = (): ColumnUse[] => {
        const node = dependsOn[next(dependsOn.length + 1)];
        return node === undefined ? [] : [{ node, column: ["a", "b", "c", "A"][next(4)] ?? "a" }];
      };
      const distinct = <T extends ColumnUse>(uses: T[], keyOf: (use: T) => string) => [
        ...new Map(uses.map((each) => [keyOf(each), each])).values(),
      ];
      const rows = [...use(), ...use()].map((each) => ({ ...each, as: kinds[next(4)] ?? "join" }));
      nodes[id] = {
        id,
        columns,
        lineage: {
          columns: columns.map(() => ({ uses: distinct([...use(), ...use()], columnKey) })),
          rows: distinct(rows, (row) => `${columnKey(row)} ${row.as}`),
          reads: dependsOn,
        },
        volatile: [],
      };
    }
    return {
      graph,
      bound: { nodes, unchecked: [], problems: {}, contracts: {}, isLasting: true, boundNow: 0 },
    };
  });
