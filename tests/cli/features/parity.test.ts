import { describe, expect, it } from "vitest";
import { makeFolder, quern } from "../support.ts";
import { everyType } from "./every-type.ts";
import { serveIn } from "./serving.ts";

type Row = Readonly<Record<string, unknown>>;

interface Rows {
  readonly features: readonly string[];
  readonly rows: readonly {
    readonly key: { readonly customer_id: number };
    readonly known: boolean;
    readonly values: readonly unknown[];
  }[];
}

interface One {
  readonly sets: readonly { readonly features: Row; readonly known: boolean }[];
}

const folder = makeFolder(everyType);
const entities = Array.from({ length: 60 }, (_, index) => index + 1);

async function build(vars: readonly string[]): Promise<void> {
  const { code, out, err } = await quern(folder, "build", ...vars);
  expect({ code, out: code === 0 ? "" : out, err }).toEqual({ code: 0, out: "", err: "" });
}

/** The training set's rows by customer, without key and moment. */
async function training(vars: readonly string[]): Promise<ReadonlyMap<number, Row>> {
  const words = ["show", "everything", "--limit", "0", "--output", "json"];
  const rows = JSON.parse((await quern(folder, ...words, ...vars)).out) as (Row & {
    readonly customer_id: number;
  })[];
  return new Map(rows.map(({ customer_id, as_of: _, ...values }) => [customer_id, values]));
}

describe("what is served", () => {
  it("equals the training values of the same moment for every entity and type, and goes with the builds", {
    timeout: 180_000,
  }, async () => {
    const moments = [
      ["--vars", "t=2025-03-31 00:00:00", "--vars", "seed=1"],
      ["--vars", "t=2025-05-02 13:30:00.5", "--vars", "seed=7"],
    ] as const;
    await build(moments[0]);
    const server = await serveIn(folder, moments[0]);
    for (const [index, vars] of moments.entries()) {
      if (index > 0) {
        const said = server.lines().length;
        await build(vars);
        for (const set of ["events", "profile", "spends", "everything"])
          await server.waitFor((line) => line.kind === "replaced" && line.set === set, said);
      }
      const expected = await training(vars);
      const found = (await server.json("/features/everything", { keys: entities })) as Rows;
      expect(found.rows.map(({ key }) => key.customer_id)).toEqual(entities);
      const types = new Set<string>();
      for (const { key, values } of found.rows) {
        const served = Object.fromEntries(found.features.map((name, at) => [name, values[at]]));
        expect(served).toEqual(expected.get(key.customer_id));
        for (const value of values)
          types.add(Array.isArray(value) ? "list" : value === null ? "null" : typeof value);
      }
      expect([...types].sort()).toEqual(["boolean", "list", "null", "number", "object", "string"]);
      expect(new Set(found.rows.map(({ known }) => known))).toEqual(new Set([true, false]));
      for (const customer of [3, 17, 55]) {
        const words = [
          "features",
          "get",
          "customer",
          String(customer),
          "--set",
          "everything",
          "--json",
          ...vars,
        ];
        const at = (vars[1] ?? "").slice("t=".length);
        for (const more of [[], ["--at", at]]) {
          const [one] = (JSON.parse((await quern(folder, ...words, ...more)).out) as One).sets;
          expect(one?.features).toEqual(expected.get(customer));
        }
        const { features } = (await server.json(`/features/everything/${customer}`)) as { features: Row };
        expect(features).toEqual(expected.get(customer));
      }
    }
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });
});
