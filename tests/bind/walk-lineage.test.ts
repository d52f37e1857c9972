import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnKey, type LineageEntry, type LineageMap, mapLineage } from "../../src/bind/lineage-map.ts";
import type { Bound, ColumnUse } from "../../src/bind/types.ts";
import { walkDown, walkUp } from "../../src/bind/walk-lineage.ts";
import { asNodeId } from "../../src/graph/node-ids.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { graphOf } from "../graph/random-graph.ts";
import { boundGraphs } from "./random-bound.ts";

const all = Number.POSITIVE_INFINITY;

/** `model.m1.b <- model.m0.a (join)`, sorted. */
function linksOf(entries: readonly LineageEntry[]): readonly string[] {
  return entries
    .flatMap(({ node, column, uses }) =>
      uses.map((use) => `${node}.${column} <- ${use.node}.${use.column} (${use.as})`),
    )
    .sort();
}

const columnsOf = (map: LineageMap) =>
  (Object.keys(map.bound.nodes) as NodeId[]).flatMap((id) => map.columnsOf(id));

/** A walk made of single steps. */
function closeOver(
  starts: readonly ColumnUse[],
  step: (column: ColumnUse) => readonly LineageEntry[],
  next: (entry: LineageEntry) => readonly ColumnUse[],
): readonly LineageEntry[] {
  const done = new Set<string>();
  const entries: LineageEntry[] = [];
  const todo = [...starts];
  for (let column = todo.pop(); column !== undefined; column = todo.pop()) {
    if (done.has(columnKey(column))) continue;
    done.add(columnKey(column));
    for (const entry of step(column)) {
      entries.push(entry);
      todo.push(...next(entry));
    }
  }
  return entries;
}

describe("walkUp(map, starts, depth) and walkDown(map, starts, depth)", () => {
  it("are each other's inverse, step by step", () => {
    fc.assert(
      fc.property(boundGraphs, ({ graph, bound }) => {
        const map = mapLineage(bound, graph);
        const columns = columnsOf(map);
        const up = linksOf(walkUp(map, columns, 1));
        const down = columns.flatMap((column) => linksOf(walkDown(map, [column], 1))).sort();
        expect(down).toEqual(up);
      }),
    );
  });

  it("go the whole way as many single steps do", () => {
    fc.assert(
      fc.property(boundGraphs, fc.nat(99), ({ graph, bound }, number) => {
        const map = mapLineage(bound, graph);
        const columns = columnsOf(map);
        const start = columns[number % columns.length];
        if (start === undefined) return;
        const up = closeOver(
          [start],
          (column) => walkUp(map, [column], 1),
          ({ uses }) => uses,
        );
        expect(linksOf(walkUp(map, [start], all))).toEqual(linksOf(up));
        const down = closeOver(
          [start],
          (column) => walkDown(map, [column], 1),
          (entry) => (entry.untraceable === undefined ? [entry] : []),
        );
        expect(linksOf(walkDown(map, [start], all))).toEqual(linksOf(down));
      }),
    );
  });

  it("reach upwards exactly what reaches them downwards", () => {
    fc.assert(
      fc.property(boundGraphs, fc.integer({ min: 1, max: 4 }), ({ graph, bound }, depth) => {
        const map = mapLineage(bound, graph);
        const columns = columnsOf(map);
        const pairs = new Set<string>();
        for (const start of columns)
          for (const { uses } of walkUp(map, [start], depth))
            for (const use of uses) pairs.add(`${columnKey(start)} <- ${columnKey(use)}`);
        const found = new Set<string>();
        for (const start of columns)
          for (const entry of walkDown(map, [start], depth))
            if (entry.untraceable === undefined) found.add(`${columnKey(entry)} <- ${columnKey(start)}`);
        expect([...found].sort()).toEqual([...pairs].sort());
      }),
    );
  });

  it("have an entry for every column that is met, each once", () => {
    fc.assert(
      fc.property(boundGraphs, ({ graph, bound }) => {
        const map = mapLineage(bound, graph);
        const entries = walkUp(map, columnsOf(map).slice(-2), all);
        const keys = entries.map(columnKey);
        expect(new Set(keys).size).toBe(keys.length);
        const met = entries.flatMap(({ uses }) => uses.map(columnKey));
        expect(met.filter((key) => !keys.includes(key))).toEqual([]);
      }),
    );
  });

  describe("in a project of three nodes", () => {
    const [m0, m1, m2] = ["model.m0", "model.m1", "model.m2"].map(asNodeId) as [NodeId, NodeId, NodeId];
    const graph = graphOf({ models: [[], [0], [1]], tests: [], tags: [] });
    const bound: Bound = {
      nodes: {
        [m0]: { id: m0, columns: [{ name: "Id", type: "INTEGER" }], volatile: [] },
        [m1]: { id: m1, columns: [{ name: "x", type: "INTEGER" }], untraceable: "read_csv", volatile: [] },
        [m2]: {
          id: m2,
          columns: [
            { name: "y", type: "INTEGER" },
            { name: "n", type: "BIGINT" },
          ],
          lineage: {
            columns: [{ uses: [{ node: m1, column: "X" }] }, { uses: [] }],
            rows: [{ node: m1, column: "x", as: "group" }],
            reads: [m1],
          },
          volatile: [],
        },
      },
      unchecked: [],
      problems: {},
      contracts: {},
      isLasting: true,
      boundNow: 0,
    };
    const map = mapLineage(bound, graph);

    it("end at a node that cannot be followed, and say so", () => {
      expect(walkUp(map, [{ node: m2, column: "y" }], all)).toEqual([
        {
          node: m2,
          column: "y",
          uses: [
            { node: m1, column: "x", as: "value" },
            { node: m1, column: "x", as: "group" },
          ],
        },
        { node: m1, column: "x", uses: [], untraceable: "read_csv" },
      ]);
      expect(walkDown(map, [{ node: m0, column: "Id" }], all)).toEqual([
        { node: m1, column: "x", uses: [], untraceable: "read_csv" },
      ]);
    });

    it("count a column that decides the rows for every column", () => {
      expect(walkDown(map, [{ node: m1, column: "x" }], 1)).toEqual([
        {
          node: m2,
          column: "y",
          uses: [
            { node: m1, column: "x", as: "value" },
            { node: m1, column: "x", as: "group" },
          ],
        },
        { node: m2, column: "n", uses: [{ node: m1, column: "x", as: "group" }] },
      ]);
    });

    it("find columns whatever their case, and spell them as their node does", () => {
      expect(map.find({ node: m0, column: "ID" })).toEqual({ node: m0, column: "Id" });
      expect(map.find({ node: m0, column: "other" })).toBeUndefined();
    });
  });
});
