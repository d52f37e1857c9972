import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import type { NodeId } from "../../src/graph/types.ts";
import type { RunEvent } from "../../src/run/types.ts";
import { build, makeProject, modelId, type SmallProject, statuses, testId } from "./small-project.ts";

interface RandomNode {
  /** Numbers of earlier nodes that it reads. */
  readonly parents: readonly number[];
  readonly fault: "none" | "none2" | "error" | "test" | "shared-test";
  /** Number of an earlier node that a shared test reads as well. */
  readonly partner: number;
  readonly table: boolean;
}

const randomNodes = fc
  .array(
    fc.record({
      parents: fc.uniqueArray(fc.nat(100), { maxLength: 3 }),
      fault: fc.constantFrom("none", "none2", "error", "test", "shared-test") as fc.Arbitrary<
        RandomNode["fault"]
      >,
      partner: fc.nat(100),
      table: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((nodes): RandomNode[] =>
    nodes.map((node, index) => ({
      ...node,
      parents: index === 0 ? [] : [...new Set(node.parents.map((parent) => parent % index))],
      partner: index === 0 ? 0 : node.partner % index,
    })),
  );

function asProject(nodes: readonly RandomNode[], broken: boolean): SmallProject {
  const models: Record<string, SmallProject["models"][string]> = {};
  const tests: Record<string, NonNullable<SmallProject["tests"]>[string]> = {};
  for (const [index, { parents, fault, partner, table }] of nodes.entries()) {
    const name = `n${index}`;
    const reads = parents.map((parent) => `(select count(*) from {n${parent}})`);
    models[name] = {
      sql: `select ${[index, ...reads].join(" + ")} as x${broken && fault === "error" ? ", missing_column" : ""}`,
      materialized: table ? "table" : "view",
    };
    const condition = broken ? "true" : "false";
    if (fault === "test")
      tests[`t${index}`] = { on: [name], failures: `select * from {${name}} where ${condition}` };
    if (fault === "shared-test" && index > 0)
      tests[`t${index}`] = {
        on: [name, `n${partner}`],
        failures: `select {${name}}.x from {${name}}, {n${partner}} where ${condition}`,
      };
  }
  return { models, tests };
}

/** Nodes that are fine themselves, and whose parents and tests' other nodes are. */
function expectedPublished(nodes: readonly RandomNode[], project: SmallProject): ReadonlySet<NodeId> {
  const { graph, compiled } = makeProject(project);
  const faulty = new Set<NodeId>();
  const partners = new Map<NodeId, NodeId[]>();
  for (const [index, { fault }] of nodes.entries()) {
    if (fault === "error") faulty.add(modelId(`n${index}`));
    const test = compiled.tests[testId(`t${index}`)];
    if (!test) continue;
    faulty.add(test.gates);
    partners.set(test.gates, [
      ...(graph.nodes[test.id]?.dependsOn ?? []),
      ...(partners.get(test.gates) ?? []),
    ]);
  }
  const published = new Set<NodeId>();
  const isPublished = (id: NodeId): boolean =>
    !faulty.has(id) && (graph.nodes[id]?.dependsOn ?? []).every(isPublished);
  for (const index of nodes.keys())
    if (isPublished(modelId(`n${index}`))) published.add(modelId(`n${index}`));
  return published;
}

async function openMemory() {
  const warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder: "." });
  const session = await warehouse.connect();
  return { warehouse, session, folder: "target/run-tests", file: ":memory:", close: () => warehouse.close() };
}

describe("runPlan(plan, context) on random graphs", () => {
  it("publishes exactly the nodes whose ancestors and tests passed, in order, and reuses them afterwards", async () => {
    await fc.assert(
      fc.asyncProperty(randomNodes, fc.integer({ min: 1, max: 6 }), async (nodes, threads) => {
        const place = await openMemory();
        try {
          const broken = asProject(nodes, true);
          const { graph } = makeProject(broken);
          const ended = new Set<NodeId>();
          let running = 0;
          const listener = (event: RunEvent) => {
            if (event.kind === "node-started") {
              running += 1;
              expect(running).toBeLessThanOrEqual(threads);
              for (const parent of graph.nodes[event.id]?.dependsOn ?? [])
                expect(ended.has(parent)).toBe(true);
            }
            if (event.kind === "node-finished") {
              if (event.result.status !== "skipped") running -= 1;
              ended.add(event.result.id);
            }
          };
          const context = { threads, listener, storeFailures: false };
          const first = await build(broken, place, { context });
          const expected = expectedPublished(nodes, broken);
          expect(new Set(Object.keys(first.state.nodes))).toEqual(expected);
          const made = (await place.session.relations(["main"])).map(({ relation }) =>
            modelId(relation.name),
          );
          expect(new Set(made)).toEqual(expected);

          const again = await build(broken, place, { context: { threads, storeFailures: false } });
          const reused = again.results.nodes
            .filter((node) => node.status === "reused")
            .map((node) => node.id);
          expect(new Set(reused)).toEqual(expected);

          const sound = asProject(nodes, false);
          await build(sound, place, { context: { threads } });
          const last = await build(sound, place, { context: { threads } });
          expect(new Set(Object.values(statuses(last.results)))).toEqual(new Set(["reused"]));
        } finally {
          await place.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
