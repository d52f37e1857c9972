import { existsSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { findAdapter } from "../../adapters/registry.ts";
import { DiagnosticError } from "../../base/diagnostic.ts";
import type { Loaded } from "../../pipeline.ts";
import { renderBytes } from "../render/numbers.ts";
import type { Finding } from "./check-up.ts";

/** Opens the target's database file, without waiting for whoever holds it. A file that does not exist is not made. */
export async function checkDatabase({ root, target }: Loaded): Promise<Finding> {
  const subject = "database";
  if (target.type !== "duckdb")
    return {
      subject,
      state: "warning",
      detail: `target ${target.name} is of type ${target.type}, which is not checked`,
    };
  if (target.path === ":memory:")
    return { subject, state: "ok", detail: "in memory: nothing is kept after a command" };
  const location = isAbsolute(target.path) ? target.path : join(root, target.path);
  if (!existsSync(location))
    return { subject, state: "ok", detail: `${target.path} does not exist yet; the first build makes it` };
  try {
    const adapter = await findAdapter(target.type, target);
    const warehouse = await adapter.open({ location, lockTimeout: 0, baseFolder: root });
    await warehouse.close();
    return {
      subject,
      state: "ok",
      detail: `${target.path}, ${renderBytes(statSync(location).size)}, nobody holds it`,
    };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [problem] = error.diagnostics;
    return {
      subject,
      state: "failed",
      detail: problem?.message ?? error.message,
      ...(problem?.hint && { hint: problem.hint }),
    };
  }
}
