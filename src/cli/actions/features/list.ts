import { describeServed, listedNodes } from "../../../pipeline/features/served-nodes.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { findServed } from "../../features/find-served.ts";
import { openProject } from "../../open-project.ts";
import { renderTable } from "../../render/rows.ts";

/** What `quern features list` does. */
export async function featuresList(invocation: Invocation): Promise<ExitCode> {
  const { terminal, words } = invocation;
  const loaded = await openProject(invocation);
  const [name] = words;
  if (name !== undefined) {
    const set = describeServed(findServed(name, loaded), loaded.graph);
    const rows = set.features.map((feature) => [feature.name, feature.unit ?? "", feature.description ?? ""]);
    if (terminal.json) terminal.printJson(set);
    else
      terminal.print(
        renderTable({ columns: ["feature", "unit", "description"], rows }, { paint: terminal.paint }),
      );
    return 0;
  }
  const sets = listedNodes(loaded.graph).map((node) => describeServed(node, loaded.graph));
  if (terminal.json) terminal.printJson({ sets });
  else if (sets.length === 0) terminal.say("no feature view is declared");
  else {
    const columns = ["name", "kind", "entity", "key", "features", "description"];
    const rows = sets.map((set) => [
      ...[set.name, set.kind, set.entity, set.key.join(", ")],
      ...[set.features.length, set.description?.split("\n")[0] ?? ""],
    ]);
    terminal.print(renderTable({ columns, rows }, { paint: terminal.paint }));
  }
  return 0;
}
