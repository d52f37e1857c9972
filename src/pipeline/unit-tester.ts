import type { Session } from "../adapters/adapter.ts";
import { findAdapter } from "../adapters/registry.ts";
import { engineDiagnostic } from "../bind/engine-diagnostic.ts";
import type { Bound } from "../bind/types.ts";
import type { Compiled } from "../compile/types.ts";
import { optionsOf } from "../compile/unit-tests/compile-unit-test.ts";
import type { CompiledUnitTest } from "../compile/unit-tests/types.ts";
import type { NodeId, UnitTestNode } from "../graph/types.ts";
import type { RowsCaller } from "../rows/rows-caller.ts";
import { type Observed, observeUnitTest, runUnitTest, type UnitContext } from "../unit/run-unit-test.ts";
import type { UnitOutcome } from "../unit/types.ts";
import { openUnitDatabase } from "../unit/unit-database.ts";
import { bindSelected } from "./bind-selected.ts";
import { compileOptions } from "./compile-options.ts";
import { runFunctionHooks } from "./function-hooks.ts";
import type { Loaded } from "./loaded.ts";
import type { Connection } from "./open-later.ts";
import { findRowsCaller, locatorFor, renderRunHooks } from "./run-context.ts";

/** Runs the unit tests that were compiled. Close it in a `finally`. */
export interface UnitTester {
  readonly run: (test: CompiledUnitTest) => Promise<UnitOutcome>;
  /** What comes out, whatever the test expects. */
  readonly observe: (test: CompiledUnitTest) => Promise<Observed>;
  readonly close: () => Promise<void>;
}

export interface UnitTesterRequest {
  /** Asked for the columns of sources that are tables, where it is open. */
  readonly connection: Connection;
  /** What has been bound already, when the first test runs. */
  readonly checked?: () => Bound | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares to run unit tests on an engine in memory, whatever the target is. It is opened, and the columns of inputs are found out, when
 * the first test runs.
 */
export function openUnitTester(
  loaded: Loaded,
  { unitTests }: Pick<Compiled, "unitTests">,
  request: UnitTesterRequest,
): UnitTester {
  const { signal } = request;
  const { target } = loaded;
  const open = async () => {
    const adapter = await findAdapter("duckdb");
    return adapter.open({
      location: ":memory:",
      baseFolder: loaded.root,
      ...(target.type === "duckdb" && { settings: target.settings, extensions: target.extensions }),
    });
  };
  let hooks: ReturnType<typeof renderRunHooks> | undefined;
  const database = openUnitDatabase(open, async (session) => {
    hooks ??= renderRunHooks(loaded);
    await runFunctionHooks((await hooks).value.onRunStart, session);
  });
  signal?.addEventListener("abort", database.interrupt);
  let context: Promise<UnitContext> | undefined;
  const withContext = async <T>(work: (session: Session, context: UnitContext) => Promise<T>): Promise<T> => {
    context ??= openContext(loaded, unitTests, request);
    const known = await context;
    return database.use((session) => work(session, known));
  };
  return {
    run: (test) => withContext((session, known) => runUnitTest(test, session, known)),
    observe: (test) => withContext((session, known) => observeUnitTest(test, session, known)),
    close: async () => {
      signal?.removeEventListener("abort", database.interrupt);
      await database.close();
    },
  };
}

async function openContext(
  loaded: Loaded,
  unitTests: Compiled["unitTests"],
  request: UnitTesterRequest,
): Promise<UnitContext> {
  const { graph } = loaded;
  const options = await compileOptions(loaded, {});
  const inputs = Object.values(unitTests).flatMap((test) => test.inputs.flatMap(({ node }) => node ?? []));
  const bound = await bindInputs(loaded, new Set(inputs), request);
  return {
    graph,
    dialect: options.dialect,
    columnsOf: (id) => bound.nodes[id]?.columns,
    now: loaded.now,
    rows: rowsCallerOf(loaded, unitTests),
    describe: (error, node) =>
      engineDiagnostic(error, testedNode(node), {
        graph,
        locate: locatorFor(loaded, optionsOf(node, options)),
      }),
  };
}

/** What is wrong with the inputs themselves is no concern of the tests: their rows are given. */
async function bindInputs(
  loaded: Loaded,
  inputs: ReadonlySet<NodeId>,
  { connection, checked }: UnitTesterRequest,
): Promise<Bound> {
  const known = checked?.();
  if (known && [...inputs].every((id) => known.nodes[id])) return known;
  return (await bindSelected(loaded, inputs, connection.isOpen() ? connection : "closed")).value;
}

/** Opens it when it is first asked for. */
function rowsCallerOf(loaded: Loaded, unitTests: Compiled["unitTests"]): () => Promise<RowsCaller> {
  let opened: Promise<RowsCaller> | undefined;
  const open = async () => {
    const tested = Object.values(unitTests).map(({ gates }) => gates);
    const caller = await findRowsCaller(loaded, tested);
    if (caller === undefined) throw new Error("no rows model is tested");
    return caller;
  };
  return () => {
    opened ??= open();
    return opened;
  };
}

function testedNode({ id, subject }: UnitTestNode): UnitTestNode["id"] {
  return subject.kind === "node" ? subject.node : id;
}
