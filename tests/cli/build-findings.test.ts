import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeProject, quern, start, writeIn } from "./support.ts";

/** Statements of every sort that is bound or followed in a way of its own. */
const files = {
  "data/rates.csv": "status,rate\npaid,1.5\n",
  "data/countries.csv": "code\nnl\n",
  "seeds/labels.csv": "status,label\npaid,Paid\n",
  "models/staging/rates.sql": "select * from read_csv('data/rates.csv')\n",
  "models/staging/numbered.sql": "select n, number from range(3) with ordinality as r(n, number)\n",
  "models/staging/dice.sql": "select random() as thrown, now() as at, uuid() as id\n",
  "models/staging/labelled.sql":
    'select o.order_id, o.amount, l.label\nfrom {{ref "stg_orders"}} as o left join {{ref "labels"}} as l using (status)\n',
  "models/marts/growing.sql": `{{config materialized="incremental" unique_key="order_id"}}
select order_id, amount from {{ref "labelled"}}
{{#if incremental}}where order_id > (select max(order_id) from {{this}}){{/if}}
`,
  "models/marts/promised.sql": 'select order_id, label from {{ref "labelled"}} where order_id > 0\n',
  "models/marts/all.yml": `models:
  - name: promised
    contract: true
    persist_docs: true
    columns:
      - {name: order_id, type: BIGINT}
      - {name: label, type: VARCHAR, constraints: [{type: not_null}]}
  - name: growing
    columns:
      - {name: amount, tests: [{accepted_range: {min_value: 0}}]}
`,
  "models/staging/all.yml": `models:
  - name: labelled
    columns:
      - {name: order_id, description: Its number., tests: [unique, not_null]}
      - {name: label, description: What it is called.}
`,
};

/** `labels` has a label for every order, so that the contract holds. */
function makeVaried(): string {
  return makeProject({ ...files, "seeds/labels.csv": "status,label\npaid,Paid\nrefunded,Back\n" });
}

const read = (folder: string, file: string) => JSON.parse(readFileSync(join(folder, "target", file), "utf8"));

/** What stays from one command to the next. */
function keptIn(folder: string) {
  return {
    bound: read(folder, "cache/bound-dev.json"),
    manifest: read(folder, "manifest.json").nodes,
    catalog: read(folder, "catalog.json").nodes,
  };
}

const forget = (folder: string) => rmSync(join(folder, "target"), { recursive: true, force: true });

describe("what a build finds out before it runs", () => {
  it("is kept as a check keeps it, and told no more than its mistakes", async () => {
    const folder = makeVaried();
    const checked = await quern(folder, "check");
    expect(checked.err).toContain("Q0802");
    expect(checked.err).toContain("Q0820");
    const lineage = read(folder, "lineage.json").nodes;
    const built = await quern(folder, "build");
    expect([built.code, built.err]).toEqual([0, ""]);
    const afterCheck = keptIn(folder);
    expect(Object.keys(afterCheck.bound.nodes)).toEqual(
      expect.arrayContaining(["model.labelled", "seed.labels"]),
    );

    forget(folder);
    const alone = await quern(folder, "build");
    expect([alone.code, alone.err]).toEqual([0, ""]);
    expect(existsSync(join(folder, "target", "lineage.json"))).toBe(false);
    expect(keptIn(folder)).toEqual(afterCheck);

    // Were anything missing, it would be found out and written now.
    const { mtimeMs } = statSync(join(folder, "target/cache/bound-dev.json"));
    const again = await quern(folder, "check");
    expect(again.err).toBe(checked.err);
    expect(read(folder, "lineage.json").nodes).toEqual(lineage);
    expect(statSync(join(folder, "target/cache/bound-dev.json")).mtimeMs).toBe(mtimeMs);
  });

  it("is kept where the build stops at a mistake, and where it only plans", async () => {
    const folder = makeVaried();
    writeIn(folder, "models/marts/wrong.sql", 'select order_idd from {{ref "labelled"}}\n');
    const { code, err } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(err.match(/Q\d{4}/g)).toEqual(["Q0107"]);
    const stopped = read(folder, "cache/bound-dev.json");
    expect(stopped.nodes["model.growing"][1].lineage.reads).toEqual(["model.labelled"]);
    rmSync(join(folder, "models/marts/wrong.sql"));
    forget(folder);
    expect((await quern(folder, "build", "--dry-run")).code).toBe(0);
    expect(read(folder, "cache/bound-dev.json").nodes).toEqual(stopped.nodes);
  });

  it("may be lost with a build that is killed: the next one finds it out again", async () => {
    const folder = makeVaried();
    const slow = 'select count(*) as n from range({{var "rows"}}) as a(i) where hash(i) = 1\n';
    writeIn(folder, "models/marts/slow.sql", slow);
    const { child, ended, output } = start(folder, ["build", "--json", "--vars", "rows=1000000000000"]);
    while (!output().includes('"node-finished"') && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    expect((await ended).out).toContain('"node-finished"');
    const built = await quern(folder, "build", "--vars", "rows=10");
    expect([built.code, built.err]).toEqual([0, ""]);
    const afterKill = keptIn(folder);
    const again = await quern(folder, "build", "--vars", "rows=10", "--full-refresh");
    expect(again.code).toBe(0);
    expect(keptIn(folder).bound).toEqual(afterKill.bound);
    forget(folder);
    expect((await quern(folder, "build", "--vars", "rows=10")).code).toBe(0);
    expect(keptIn(folder)).toEqual(afterKill);
  });
});
