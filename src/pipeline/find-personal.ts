import type { Bound } from "../bind/types.ts";
import type { RunContext } from "../run/run-context.ts";
import type { Plan } from "../run/types.ts";
import { createPiiFinder } from "../unit/write/find-pii.ts";
import { bindSelected } from "./bind-selected.ts";
import type { Loaded } from "./loaded.ts";
import type { Connection } from "./open-later.ts";

/**
 * Tells of the columns of nodes whose statistics a plan keeps whether they hold personal data, by themselves or by what they are made of. Undefined
 * where it keeps none; nothing is bound where everything is known from checking.
 */
export async function findPersonal(
  { plan, bound }: { readonly plan: Plan; readonly bound: Bound | undefined },
  loaded: Loaded,
  connection: Connection,
): Promise<RunContext["isPersonal"]> {
  const { graph } = loaded;
  const ids = plan.nodes.flatMap(({ id, action }) => {
    const kind = graph.nodes[id]?.kind;
    return action === "run" && (kind === "feature_view" || kind === "training_set") ? [id] : [];
  });
  if (ids.length === 0) return undefined;
  const known = bound ?? (await bindSelected(loaded, new Set(ids), connection)).value;
  return createPiiFinder(graph, known.nodes);
}
