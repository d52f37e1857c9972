import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BaseTable, TableFunction } from "../../../src/sql/lineage/lineage.ts";
import { traceLineage } from "../../../src/sql/lineage/trace-lineage.ts";
import { findFileReads, replaceFileReads } from "../../../src/sql/plan/file-reads.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { openPlanner, type Planner } from "./planner.ts";

let planner: Planner;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "quern-files-"));
  writeFileSync(join(folder, "goods.csv"), "id,title\n1,bread\n2,flour\n");
  writeFileSync(join(folder, "more.json"), '{"id": 1, "note": "fresh"}\n');
  planner = await openPlanner("create table orders (id integer, qty integer); create schema files");
});
afterAll(() => {
  planner.close();
  rmSync(folder, { recursive: true });
});

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

async function ask(call: string): Promise<string> {
  const [row] = await planner.rows(`select ${call}`);
  return JSON.parse(row?.[0] ?? "null");
}

/** Puts empty tables in the place of the files, and tells the statement that it makes. */
async function replaced(sql: string) {
  const tree = await ask(`json_serialize_sql(${quote(sql)}, skip_null := true, skip_empty := false)`);
  const reads = findFileReads(tree);
  const names = reads.map((_, i) => `file_${i}`);
  for (const [i, { select }] of reads.entries())
    await planner.run(
      `create or replace table files.${names[i]} as ${await ask(`json_deserialize_sql(${quote(select)})`)} limit 0`,
    );
  const statement = await ask(
    `json_deserialize_sql(${quote(replaceFileReads(tree, reads, "files", names))})`,
  );
  const standsFor = ({ schema, table }: BaseTable): TableFunction | undefined =>
    schema === "files" ? reads[names.indexOf(table)] : undefined;
  return { reads, statement, standsFor };
}

describe("findFileReads(tree) and replaceFileReads(tree, reads, schema, tables)", () => {
  it("make a statement over read_csv one that can be traced", async () => {
    const csv = join(folder, "goods.csv");
    const sql = `select o.id, g.title, g.id + o.qty as more from orders o
      join read_csv('${csv}', header := true) g on g.id = o.id where g.title <> 'x'`;
    expect(readPlan(await planner.planText(sql))).toEqual({ kind: "untraceable", what: "read_csv" });
    const { statement, standsFor } = await replaced(sql);
    const read = readPlan(await planner.planText(statement));
    if (read.kind !== "plan") throw new Error(JSON.stringify(read));
    const column = (name: string) => ({ schema: "main", table: "orders", column: name });
    expect(traceLineage(read.plan, { standsFor })).toMatchObject({
      kind: "traced",
      columns: [{ uses: [column("id")], copyOf: column("id") }, { uses: [] }, { uses: [column("qty")] }],
      rows: [{ ...column("id"), as: "join" }],
      tables: [{ schema: "main", table: "orders" }],
      functions: [{ name: "read_csv", files: [csv] }],
      volatile: [],
    });
  });

  it("keep the names by which the columns are called, long numbers, and what only looks like a read", async () => {
    const [csv, json] = [join(folder, "goods.csv"), join(folder, "more.json")];
    const { reads, statement } =
      await replaced(`select goods.title, read_json.note, x.a, 9007199254740993 as n,
      '{"type":"TABLE_FUNCTION"' as s from '${csv}', read_json('${json}'), read_csv('${csv}') as x(a, b), range(3)
      where exists (select 1 from read_csv(['${csv}']) y where y.id = x.a)`);
    expect(reads.map(({ name, files }) => [name, ...files])).toEqual([
      ["read_csv", csv],
      ["read_json", json],
      ["read_csv", csv],
      ["read_csv"],
    ]);
    expect(statement).toContain("9007199254740993");
    expect(readPlan(await planner.planText(statement))).toMatchObject({ kind: "plan" });
  });

  it("find nothing where no file is read", async () => {
    const tree = await ask(
      `json_serialize_sql('select id from orders, range(2)', skip_null := true, skip_empty := false)`,
    );
    expect(findFileReads(tree)).toEqual([]);
    expect(replaceFileReads(tree, [], "files", [])).toBe(tree);
  });
});
