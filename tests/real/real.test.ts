import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Results } from "../../src/run/types.ts";
import { makeFolder, start } from "../cli/support.ts";

const here = dirname(fileURLToPath(import.meta.url));
/** The data sets stand beside the repository; none of them is part of it. */
const data = process.env.QUERN_REAL_DATA ?? join(here, "..", "..", "..", "shared", "data");
const patient = { timeout: 300_000 };

/** Each project with one published figure, as its seed says it and as somebody might get it wrong. */
const projects = [
  {
    name: "online-retail",
    rows: { fct_invoice_lines: 536_641 },
    figure: "customers,4372,",
    wrong: "customers,4373,",
  },
  {
    name: "completejourney",
    rows: { fct_transactions: 75_000 },
    figure: "sales,233935.24,",
    wrong: "sales,233935.25,",
  },
  {
    name: "cdnow",
    rows: { stg_purchases: 67_591, calibration: 2_357 },
    figure: "purchases,69659,",
    wrong: "purchases,69658,",
  },
] as const;

for (const { name, rows, figure, wrong } of projects) {
  const isThere = existsSync(join(data, name));
  if (!isThere) console.warn(`skipped: tests/real/${name}, since its data is not at ${data}`);

  describe.runIf(isThere)(`tests/real/${name}`, () => {
    const folder = makeFolder();
    cpSync(join(here, name), folder, { recursive: true, filter: (path) => !path.includes("target") });

    it("breaks no rule", patient, async () => {
      const { code, out, err } = await start(folder, ["check"], { QUERN_REAL_DATA: data }).ended;
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("0 errors, 0 warnings");
    });

    it("builds and finds every published figure", patient, async () => {
      const { code, out, err } = await build(folder);
      expect({ code, err: err.includes("error Q") }, out + err).toEqual({ code: 0, err: false });
      const statuses = statusesIn(folder);
      expect(statuses["test.published_figures"]).toBe("pass");
      expect(new Set(Object.values(statuses))).toEqual(new Set(["success", "pass"]));
      for (const [model, count] of Object.entries(rows)) expect(await countRows(folder, model)).toBe(count);
    });

    it("has nothing to do when nothing changed", patient, async () => {
      const { code, out } = await build(folder);
      expect(code).toBe(0);
      expect(out).toContain("0 nodes to run");
    });

    it("fails when one figure is not what is published, and says which", patient, async () => {
      const seed = join(folder, "models", "staging", "published_figures.csv");
      const text = readFileSync(seed, "utf8");
      expect(text).toContain(figure);
      writeFileSync(seed, text.replace(figure, wrong));
      const { code, out, err } = await build(folder);
      expect(code, out + err).toBe(1);
      expect(out + err).toContain("published_figures");
      writeFileSync(seed, text);
      expect((await build(folder)).code).toBe(0);
    });
  });
}

function build(folder: string) {
  return start(folder, ["build"], { QUERN_REAL_DATA: data }).ended;
}

/** Status of each node and test in run_results.json. */
function statusesIn(folder: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(folder, "target", "run_results.json"), "utf8");
  const { results } = JSON.parse(text) as { readonly results: Pick<Results, "nodes"> };
  return Object.fromEntries(
    results.nodes.flatMap((node) => [node, ...node.tests].map(({ id, status }) => [id, status])),
  );
}

async function countRows(folder: string, model: string): Promise<number> {
  const query = `select count(*) as n from {{ref "${model}"}}`;
  const { out } = await start(folder, ["show", "--inline", query, "--output", "csv"], {
    QUERN_REAL_DATA: data,
  }).ended;
  return Number(out.trim().split("\n").at(-1));
}
