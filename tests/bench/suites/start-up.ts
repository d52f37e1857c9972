import { measureInTurn, median } from "../measure.ts";
import { quern } from "../quern.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";

/** `quern --help` as a whole process, beside Node running an empty program. */
export async function benchStartUp({ runs, folder }: BenchRequest): Promise<BenchRow[]> {
  const cwd = quern(["--help"], folder, { makeFolder: true });
  const empty = { program: process.execPath, arguments: ["-e", ""], folder };
  const [ours, node] = measureInTurn([cwd, empty], Math.max(runs, 7));
  if (!ours || !node) return [];
  return [
    {
      what: "quern --help",
      size: "",
      ours: median(ours.seconds),
      peakMiB: ours.peakMiB,
      limit: 0.12,
      note: `an empty Node program takes ${median(node.seconds).toFixed(3)} s`,
    },
  ];
}
