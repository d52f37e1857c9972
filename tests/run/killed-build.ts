/*
 * A build in a process of its own, which the test kills. Arguments: database file, version of the source's data. Prints a line for each
 * node that has ended.
 */
import { dirname } from "node:path";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import { growingProject, realCompiler } from "./growing-project.ts";
import { build, sourceId } from "./small-project.ts";

const [file = "", version = ""] = process.argv.slice(2);
const folder = dirname(file);
const warehouse = await duckdbAdapter.open({ location: file, baseFolder: folder });
const session = await warehouse.connect();
await build(
  growingProject,
  { warehouse, session, folder, file, close: () => warehouse.close() },
  {
    sourceVersions: { [sourceId("numbers")]: version },
    runId: `${version}-${process.pid}`,
    context: {
      compiler: realCompiler,
      threads: 3,
      listener: (event) => {
        if (event.kind === "node-finished") process.stdout.write(`${event.result.id}\n`);
      },
    },
  },
);
await warehouse.close();
