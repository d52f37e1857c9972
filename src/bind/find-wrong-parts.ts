import type { Session } from "../adapters/adapter.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { renderSpan } from "../base/span.ts";
import type { NodeId } from "../graph/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import { isRefused, readPlans, refusalOf } from "./bind-statements.ts";
import type { Binding } from "./binding.ts";
import { engineDiagnostic } from "./engine-diagnostic.ts";

/**
 * What is wrong with the parts of a refused statement, each at its place; nothing where its node has no parts that could be asked about, or all of
 * them are right.
 */
export async function findWrongParts(
  id: NodeId,
  session: Session,
  dialect: Dialect,
  { graph, options }: Binding,
): Promise<readonly Diagnostic[]> {
  for (const probes of options.probesOf(id)) {
    const plans = await readPlans(
      probes.map(({ select }) => select),
      session,
      dialect,
    );
    const found = new Map<string, Diagnostic>();
    for (const [index, probe] of probes.entries()) {
      const plan = plans[index] ?? "";
      const refused = isRefused(plan) ? refusalOf(plan, probe.select) : undefined;
      if (!refused) continue;
      const problem =
        probe.describe?.(refused.message) ??
        engineDiagnostic(
          refused,
          id,
          {
            graph,
            locate: (_id, { position, word }) => {
              const span = probe.spanAt(position ?? 0);
              const isWord =
                word !== undefined && position !== undefined && probe.select.startsWith(word, position);
              return isWord && span.length === undefined ? { ...span, length: word.length } : span;
            },
          },
          "check",
        );
      const key = `${problem.span && renderSpan(problem.span)} ${problem.message}`;
      if (!found.has(key)) found.set(key, problem);
    }
    if (found.size > 0) return [...found.values()];
  }
  return [];
}
