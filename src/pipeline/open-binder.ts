import { findAdapter } from "../adapters/registry.ts";
import { once } from "../base/once.ts";
import { Binder } from "../bind/binder.ts";
import { runFunctionHooks } from "./function-hooks.ts";
import type { Loaded } from "./loaded.ts";

/** A binder that is opened when it is first needed. */
export interface LateBinder {
  readonly open: () => Promise<Binder>;
  readonly close: () => Promise<void>;
}

/** Prepares to open a binder. Close it in a `finally`. */
export function openBinderLater(loaded: Loaded, onRunStart: readonly string[]): LateBinder {
  let opened: Promise<Binder> | undefined;
  return {
    open: () => {
      opened ??= openBinder(loaded, onRunStart);
      return opened;
    },
    close: once(async () => {
      // What could not be opened has told whoever needed it.
      const binder = await opened?.catch(() => undefined);
      await binder?.close();
    }),
  };
}

/** Statements that are bound at once. */
const connections = 2;

/** DuckDB in memory, with the functions, types and settings that the target's statements count on. */
async function openBinder({ root, target }: Loaded, onRunStart: readonly string[]): Promise<Binder> {
  const adapter = await findAdapter("duckdb");
  const warehouse = await adapter.open({
    location: ":memory:",
    baseFolder: root,
    // What binds a statement is the thread that gives it; those of the engine's own would only look for work.
    engineThreads: 1,
    ...(target.type === "duckdb" && { settings: target.settings, extensions: target.extensions }),
  });
  const binder = await Binder.open(warehouse, connections);
  await runFunctionHooks(onRunStart, binder.session);
  return binder;
}
