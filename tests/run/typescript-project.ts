import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Row } from "../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { loadGraph, runSelected } from "../../src/pipeline.ts";
import type { Json } from "../../src/project/definitions.ts";
import type { PlanFlags } from "../../src/run/plan-run.ts";
import type { Results } from "../../src/run/types.ts";

/** A project on disk with a database, for tests that build from files. */
export interface DiskProject {
  write(files: Readonly<Record<string, string>>): void;
  /** Builds all of it; gives the status of each node that was not reused, by name. */
  build(
    flags?: PlanFlags & { readonly vars?: Readonly<Record<string, Json>>; readonly now?: Date },
  ): Promise<Built>;
  rows(sql: string): Promise<readonly Row[]>;
}

export interface Built {
  readonly statuses: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, readonly string[]>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly results?: Results;
}

const projectYml = "name: small\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/small.duckdb}\n";

/** Makes a project in a folder that goes with the test. */
export function makeDiskProject(files: Readonly<Record<string, string>>): DiskProject {
  const root = mkdtempSync(join(tmpdir(), "quern-run-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const project: DiskProject = {
    write(texts) {
      for (const [file, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
    },
    async build({ vars, now, ...flags } = {}) {
      const loaded = await loadGraph({
        root,
        environment: {},
        ...(vars && { vars }),
        ...(now && { now }),
      });
      if (!loaded.value || loaded.diagnostics.some(({ severity }) => severity === "error"))
        return { statuses: {}, reasons: {}, diagnostics: loaded.diagnostics };
      const { value, diagnostics } = await runSelected(loaded.value, {
        command: "build",
        selected: new Set(Object.keys(loaded.value.graph.nodes) as NodeId[]),
        flags,
        runId: "run",
      });
      const ran = (value?.results?.nodes ?? []).filter(({ status }) => status !== "reused");
      const nameOf = (id: NodeId) => id.slice(id.indexOf(".") + 1);
      return {
        statuses: Object.fromEntries(ran.map(({ id, status }) => [nameOf(id), status])),
        reasons: Object.fromEntries(
          ran.map(({ id, reasons }) => [nameOf(id), reasons.map(({ kind }) => kind)]),
        ),
        diagnostics: [...diagnostics, ...ran.flatMap((node) => node.diagnostics)],
        ...(value?.results && { results: value.results }),
      };
    },
    async rows(sql) {
      const warehouse = await duckdbAdapter.open({
        location: join(root, "target/small.duckdb"),
        baseFolder: root,
      });
      try {
        return await (await warehouse.connect()).rows(sql);
      } finally {
        await warehouse.close();
      }
    },
  };
  project.write({ "project.yml": projectYml, ...files });
  return project;
}
