import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Row, Session } from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { hasErrors } from "../../../src/base/diagnostic.ts";
import type { Compiled } from "../../../src/compile/types.ts";
import type { NodeId } from "../../../src/graph/types.ts";
import { loadGraph, type RunRequest, runSelected } from "../../../src/pipeline.ts";
import type { NodeResult, Results } from "../../../src/run/types.ts";

const projectYml = `name: kiosk
stages: [marts]
models: {marts: {materialized: table}}
target: dev
targets:
  dev: {type: duckdb, path: target/dev.duckdb}
  other: {type: duckdb, path: target/other.duckdb}
`;

export interface FeatureProject {
  readonly root: string;
  write(file: string, text: string): void;
  /** Builds at a moment, and throws where something is wrong with the files. */
  build(now: string, options?: BuildOptions): Promise<Results>;
  /** The statement of a node in the last build. */
  selectOf(id: NodeId): string;
  /** Rows of the target's warehouse. */
  rows(sql: string, target?: string): Promise<readonly Row[]>;
  run(sql: string, target?: string): Promise<void>;
  close(): void;
}

export interface BuildOptions {
  readonly target?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly select?: (id: NodeId) => boolean;
  readonly flags?: RunRequest["flags"];
}

/** A project of files, in a folder of its own. */
export function openFeatureProject(files: Readonly<Record<string, string>>): FeatureProject {
  const root = mkdtempSync(join(tmpdir(), "quern-features-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries({ "project.yml": projectYml, ...files })) write(file, text);
  async function inWarehouse<Found>(
    target: string,
    use: (session: Session) => Promise<Found>,
  ): Promise<Found> {
    const location = join(root, "target", `${target}.duckdb`);
    const warehouse = await duckdbAdapter.open({ location, baseFolder: root });
    try {
      return await use(await warehouse.connect());
    } finally {
      await warehouse.close();
    }
  }
  let compiled: Compiled | undefined;
  return {
    root,
    write,
    async build(now, { target = "dev", vars = {}, select = () => true, flags = {} } = {}) {
      const loaded = await loadGraph({
        root,
        environment: {},
        target,
        vars,
        now: new Date(now),
        cache: false,
      });
      if (!loaded.value || hasErrors(loaded.diagnostics)) throw new Error(JSON.stringify(loaded.diagnostics));
      const selected = new Set((Object.keys(loaded.value.graph.nodes) as NodeId[]).filter(select));
      const outcome = await runSelected(loaded.value, {
        selected,
        command: "build",
        flags,
        runId: randomUUID(),
      });
      if (!outcome.value?.results) throw new Error(JSON.stringify(outcome.diagnostics));
      compiled = outcome.value.compiled;
      return outcome.value.results;
    },
    selectOf: (id) => compiled?.nodes[id]?.select ?? "",
    rows: (sql, target = "dev") => inWarehouse(target, (session) => session.rows(sql)),
    run: (sql, target = "dev") =>
      inWarehouse(target, async (session) => {
        await session.run(sql);
      }),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What a build did with a node. */
export function resultOf(results: Results, id: string): NodeResult {
  const found = results.nodes.find((node) => node.id === id);
  if (!found) throw new Error(`${id} was not planned`);
  return found;
}
