import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Adapter } from "./adapter.ts";

/** The adapter of a target's type, loaded when asked for. Throws a DiagnosticError for a type that nothing here can build on. */
export async function findAdapter(
  type: string,
  target?: { readonly name: string; readonly span?: Span },
): Promise<Adapter> {
  const load = adapters[type];
  if (load !== undefined) return load();
  throw new DiagnosticError([diagnose("Q0508", { type, target: target?.name }, { span: target?.span })]);
}

const adapters: Readonly<Record<string, () => Promise<Adapter>>> = {
  duckdb: async () => (await import("./duckdb/index.ts")).duckdbAdapter,
};
