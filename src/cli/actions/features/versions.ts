import { readSetVersions } from "../../../pipeline/features/read-set-versions.ts";
import type { TrainingVersion } from "../../../run/versions/read-versions.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { findTrainingSet } from "../../features/find-served.ts";
import { openProject } from "../../open-project.ts";
import { renderTable, type Table } from "../../render/rows.ts";
import { readDuration } from "../../values.ts";

/** What `quern features versions` does. */
export async function featuresVersions(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, words } = invocation;
  const [name = ""] = words;
  const loaded = await openProject(invocation);
  const set = findTrainingSet(name, loaded);
  const versions = await readSetVersions(loaded, set, {
    lockTimeout:
      options.lockTimeout === undefined ? 30 : readDuration("--lock-timeout", options.lockTimeout, true),
    listener: (event) => {
      if (event.kind === "waiting") terminal.progress(`waiting for ${event.holder}`);
    },
  });
  if (terminal.json) terminal.printJson({ set: set.name, versions });
  else if (versions.length === 0) terminal.say(`${set.name} has not been built yet`);
  else terminal.print(renderTable(tableOf(set.name, versions), { paint: terminal.paint }));
  return 0;
}

function tableOf(name: string, versions: readonly TrainingVersion[]): Table {
  const rows = versions.map((version) => [
    version.version,
    toSecond(version.builtAt),
    toSecond(version.lastBuiltAt),
    version.rows,
    version.incomplete,
    version.purged,
    renderCounts(version.classes),
    renderCounts(version.parts),
    version.isCurrent ? name : (version.rowsTable ?? ""),
  ]);
  return {
    columns: [
      "version",
      "built (UTC)",
      "last built",
      "rows",
      "dropped",
      "purged",
      "classes",
      "parts",
      "rows in",
    ],
    rows,
  };
}

const toSecond = (moment: string) => moment.slice(0, 19);

function renderCounts(counts: Readonly<Record<string, number>> | null): string {
  return Object.entries(counts ?? {})
    .map(([value, count]) => `${value}: ${count}`)
    .join(", ");
}
