import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder, makeProject, quern, writeIn } from "./support.ts";

const typed = `sources:
  - name: raw
    path: data/{table}.csv
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT, tests: [unique]}
          - {name: amount, type: DOUBLE}
          - {name: status, type: VARCHAR}
`;
const amounts = 'select amount\nfrom {{ref "stg_orders"}}\n';

describe("quern check, of rules", () => {
  it("prints findings with their place and what to do, and counts them", async () => {
    const folder = makeProject({
      "models/staging/sources.yml": typed,
      "models/marts/amounts.sql": amounts,
    });
    const { code, out, err } = await quern(folder, "check");
    expect(code).toBe(0);
    expect(
      err,
    ).toBe(`models/marts/amounts.sql:1:1 warning Q0850 no test says what identifies a row of model "amounts" (no_key_test)
  1 | select amount
    | ^
  hint: put \`unique\` on its key column, or \`unique_combination: {columns: [...]}\` on the whole
`);
    expect(out).toMatch(/^checked 4 nodes and 3 tests in .*: 0 errors, 1 warning \(1 finding of rules\)\n$/);
  });

  it("fails where the project makes a rule an error, and says what is silenced", async () => {
    const folder = makeProject({
      "models/staging/sources.yml": typed,
      "models/marts/amounts.sql": amounts,
      "models/marts/more.sql":
        '{{config allow="no_key_test: amounts are counted"}}\nselect amount + 1 as more from {{ref "stg_orders"}}',
    });
    writeIn(
      folder,
      "project.yml",
      "name: tiny\nstages: [staging, marts]\nvars: {least: 0}\nrules: {no_key_test: error}\n",
    );
    const { code, out } = await quern(folder, "check");
    expect(code).toBe(1);
    expect(out).toContain("1 error, 0 warnings (1 finding of rules, 1 silenced)");
    const { out: json } = await quern(folder, "check", "--json");
    expect(JSON.parse(json.trim().split("\n").at(-1) ?? "")).toMatchObject({
      kind: "check",
      findings: 1,
      silenced: 1,
    });
    expect(json + (await quern(folder, "check", "--json")).err).toContain("Q0850");
    // A build heeds mistakes; rules are for who changes the project.
    expect((await quern(folder, "build")).code).toBe(0);
  });

  it("forgets its last answer where a rule of the project's own is added, changed or removed", async () => {
    const folder = makeProject({ "models/staging/sources.yml": typed });
    const found = async () => (await quern(folder, "check")).err.match(/Q0870 .*/)?.[0];
    expect(await found()).toBeUndefined();
    expect(await found()).toBeUndefined();
    writeIn(folder, "rules/mine.sql", "select 'revenue' as node, 'one' as message");
    expect(await found()).toBe('Q0870 "revenue": one (mine)');
    expect(await found()).toBe('Q0870 "revenue": one (mine)');
    writeIn(folder, "rules/mine.sql", "select 'revenue' as node, 'another' as message");
    expect(await found()).toBe('Q0870 "revenue": another (mine)');
    rmSync(join(folder, "rules"), { recursive: true });
    expect(await found()).toBeUndefined();
  });

  it("finds nothing in what quern init writes", async () => {
    const folder = makeFolder();
    await quern(folder, "init", "mine");
    const { code, out, err } = await quern(join(folder, "mine"), "check");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("0 errors, 0 warnings");
  });
});
