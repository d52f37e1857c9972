import { describe, expect, it } from "vitest";
import { renderSpan } from "../../src/base/span.ts";
import { locate } from "../../src/compile/locate.ts";
import { batchEndMarker, batchStartMarker } from "../../src/compile/microbatch.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { compileInMemory, type InMemoryProject } from "./support/in-memory-project.ts";

/** Where the word of a compiled statement stands in the user's files. */
function find(
  project: InMemoryProject,
  id: string,
  word: string,
  wrap = (select: string) => `create table t as (\n${select}\n)`,
  variant: "select" | "incrementalSelect" | "batchSelect" = "select",
) {
  const { graph, nodes, tests, options, problems } = compileInMemory(project);
  expect(problems).toEqual([]);
  const sql = wrap(nodes[id as NodeId]?.[variant] ?? tests[id as NodeId]?.failures ?? "");
  const offset = sql.indexOf(word);
  expect(offset).toBeGreaterThan(-1);
  const span = locate(graph, id as NodeId, { sql, offset }, options);
  return span && renderSpan(span);
}

describe("locate(graph, id, position, options)", () => {
  const ephemeral = { materialized: "ephemeral" as const };

  it("finds text of the template behind tags that change its length", () => {
    const models = {
      a: "select 1 as x",
      b: 'select\n  wrong,\n  x from {{ref "a"}} where {{var "v" 1}} = goal\n',
    };
    expect(find({ models }, "model.b", "wrong")).toBe("models/b.sql:2:3");
    expect(find({ models }, "model.b", "goal")).toBe("models/b.sql:3:44");
  });

  it("points at a tag for what it wrote", () => {
    const models = { a: "select 1 as x", b: 'select x\nfrom {{ref "a"}}' };
    expect(find({ models }, "model.b", "main.a")).toBe("models/b.sql:2:6");
  });

  it("finds the place in blocks, with the white space that they take away", () => {
    const models = {
      b: "{{#if true}}\n  {{~#each (list 1 2)}}\n  select {{this}}{{#unless @last}} union{{/unless}}\n{{/each}}\n{{/if}}\n -- here",
    };
    expect(find({ models }, "model.b", "union")).toBe("models/b.sql:3:36");
    expect(find({ models }, "model.b", "here")).toBe("models/b.sql:6:5");
  });

  it("finds the place in a macro, indented or not", () => {
    const project = {
      models: { b: "select\n  {{> m x=1}}\n, {{> n}}" },
      macros: { m: "{{params x}}\nfirst\n  second {{x}}\nthird", n: "other" },
    };
    expect(find(project, "model.b", "second")).toBe("macros/m.hbs:3:3");
    expect(find(project, "model.b", "third")).toBe("macros/m.hbs:4:1");
    expect(find(project, "model.b", "other")).toBe("macros/n.hbs:1:1");
  });

  it("finds the place in an ephemeral node and behind it", () => {
    const models = {
      inner: { sql: "-- inner\nselect deep", settings: ephemeral },
      outer: { sql: 'with x as (select 1)\nselect mid from {{ref "inner"}}', settings: ephemeral },
      top: 'with y as (\n  select * from {{ref "outer"}}\n) select last from y',
    };
    expect(find({ models }, "model.top", "deep")).toBe("models/inner.sql:2:8");
    expect(find({ models }, "model.top", "mid")).toBe("models/outer.sql:2:8");
    expect(find({ models }, "model.top", "last")).toBe("models/top.sql:3:10");
  });

  it("tells apart what an incremental model renders", () => {
    const models = {
      b: {
        sql: "select 1{{#if incremental}}\nwhere new{{/if}}",
        settings: { materialized: "incremental" as const },
      },
    };
    expect(
      find({ models }, "model.b", "new", (select) => `insert into b ${select}`, "incrementalSelect"),
    ).toBe("models/b.sql:2:7");
  });

  it("finds the place in a batch, where literals stand for the markers", () => {
    const models = {
      e: { sql: "select 1 as at", settings: { event_time: "at" } },
      b: {
        sql: 'select first from {{ref "e"}}\nwhere then',
        settings: {
          materialized: "incremental" as const,
          strategy: "microbatch" as const,
          event_time: "at",
          batch_size: "day" as const,
          begin: "2024-01-01",
        },
      },
    };
    const wrap = (select: string) =>
      `insert into b ${select.replace(batchStartMarker, "timestamp '2024-01-01'").replace(batchEndMarker, "timestamp '2024-01-02'")}`;
    expect(find({ models }, "model.b", "first", wrap, "batchSelect")).toBe("models/b.sql:1:8");
    expect(find({ models }, "model.b", "then", wrap, "batchSelect")).toBe("models/b.sql:2:7");
  });

  it("finds the place in a singular test", () => {
    const project = {
      models: { a: "select 1 as x" },
      singularTests: { t: 'select *\nfrom {{ref "a"}}\nwhere bad' },
    };
    expect(find(project, "test.t", "bad")).toBe("tests/t.sql:3:7");
  });

  it("is undefined outside of rendered text", () => {
    const models = { b: "select 1" };
    const { graph, options } = compileInMemory({ models });
    expect(locate(graph, "model.b" as NodeId, { sql: "drop table b", offset: 3 }, options)).toBeUndefined();
  });
});
