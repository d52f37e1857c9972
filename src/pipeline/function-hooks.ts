import type { Session } from "../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import { isRefusal } from "../bind/binder.ts";
import { shortReason } from "../bind/engine-diagnostic.ts";

/** Runs, of the statements before the first node, those that other statements are written with. Throws a DiagnosticError. */
export async function runFunctionHooks(onRunStart: readonly string[], session: Session): Promise<void> {
  for (const statement of onRunStart.filter((text) => makesFunction.test(text)))
    await runHook(statement, session);
}

const makesFunction = /^\s*create\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?(?:macro|function|type|schema)\b/i;

async function runHook(statement: string, session: Session): Promise<void> {
  try {
    await session.run(statement);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const place = { cause: error.message, sql: statement };
    const reason = shortReason(error.message);
    throw new DiagnosticError([diagnose("Q0608", { hook: "on_run_start", reason }, place)]);
  }
}
