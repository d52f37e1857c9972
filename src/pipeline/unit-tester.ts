import { findAdapter } from "../adapters/registry.ts";
import { locate } from "../compile/locate.ts";
import type { Compiled } from "../compile/types.ts";
import { optionsOf } from "../compile/unit-tests/compile-unit-test.ts";
import type { CompiledUnitTest } from "../compile/unit-tests/types.ts";
import type { UnitTestNode } from "../graph/types.ts";
import { engineDiagnostic } from "../run/execute/engine-diagnostic.ts";
import { runUnitTest, type UnitContext } from "../unit/run-unit-test.ts";
import type { UnitOutcome } from "../unit/types.ts";
import { openUnitDatabase } from "../unit/unit-database.ts";
import { compileOptions } from "./compile-options.ts";
import { findColumns } from "./find-columns.ts";
import type { Loaded } from "./loaded.ts";
import { spanFinder } from "./run-context.ts";

/** Runs the unit tests that were compiled. Close it in a `finally`. */
export interface UnitTester {
  readonly run: (test: CompiledUnitTest) => Promise<UnitOutcome>;
  readonly close: () => Promise<void>;
}

/**
 * Prepares to run unit tests on an engine in memory, whatever the target is. It is opened, and the columns of inputs are found out, when
 * the first test runs.
 */
export function openUnitTester(
  loaded: Loaded,
  { unitTests }: Pick<Compiled, "unitTests">,
  signal?: AbortSignal,
): UnitTester {
  const database = openUnitDatabase(async () => {
    const adapter = await findAdapter("duckdb");
    return adapter.open({ location: ":memory:", baseFolder: loaded.root });
  });
  signal?.addEventListener("abort", database.interrupt);
  let context: Promise<UnitContext> | undefined;
  return {
    run: async (test) => {
      context ??= openContext(loaded, unitTests, database);
      const known = await context;
      return database.use((session) => runUnitTest(test, session, known));
    },
    close: async () => {
      signal?.removeEventListener("abort", database.interrupt);
      await database.close();
    },
  };
}

async function openContext(
  loaded: Loaded,
  unitTests: Compiled["unitTests"],
  database: ReturnType<typeof openUnitDatabase>,
): Promise<UnitContext> {
  const { graph } = loaded;
  const options = await compileOptions(loaded, {});
  const inputs = Object.values(unitTests).flatMap((test) => test.inputs.flatMap(({ node }) => node ?? []));
  const columnsOf = await database.use((session) => findColumns(graph, inputs, options, session));
  return {
    graph,
    dialect: options.dialect,
    columnsOf,
    now: loaded.now,
    describe: (error, node) => {
      const find = spanFinder((id, place) => locate(graph, id, place, optionsOf(node, options)));
      return engineDiagnostic(error, testedNode(node), { graph, locate: find });
    },
  };
}

function testedNode({ id, subject }: UnitTestNode): UnitTestNode["id"] {
  return subject.kind === "node" ? subject.node : id;
}
