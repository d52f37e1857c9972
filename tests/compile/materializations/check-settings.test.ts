import { describe, expect, it } from "vitest";
import { checkSettings } from "../../../src/compile/materializations/check-settings.ts";
import type { NodeId, RelationNode, ResolvedSettings } from "../../../src/graph/types.ts";

const span = { file: "models/m.sql", line: 3, column: 1 };

function problems(settings: ResolvedSettings): string[] {
  const node = {
    kind: "model",
    id: "model.m" as NodeId,
    name: "m",
    package: "p",
    file: "models/m.sql",
    fqn: ["p", "m"],
    tags: [],
    meta: {},
    dependsOn: [],
    span,
    settings,
    columns: [],
    access: "protected",
    template: { refs: [], sources: [], vars: [], env: [], macros: [], config: undefined } as unknown,
    macros: [],
  } as unknown as RelationNode;
  return checkSettings(node).map((problem) => {
    expect(problem.span).toEqual(span);
    return `${problem.code} ${problem.message}`;
  });
}

describe("checkSettings(node)", () => {
  it.each<[string, ResolvedSettings]>([
    ["table", { materialized: "table" }],
    ["append", { materialized: "incremental" }],
    ["merge", { materialized: "incremental", unique_key: ["a"] }],
    [
      "microbatch",
      {
        materialized: "incremental",
        strategy: "microbatch",
        event_time: "t",
        begin: "2024-01-01",
        lookback: 0,
      },
    ],
    [
      "timestamp",
      { materialized: "snapshot", snapshot_strategy: "timestamp", unique_key: ["a"], updated_at: "t" },
    ],
    [
      "check",
      { materialized: "snapshot", snapshot_strategy: "check", unique_key: ["a"], check_cols: ["all"] },
    ],
    ["external", { materialized: "external", location: "x/y.csv.gz" }],
  ])("finds nothing wrong with %s", (_name, settings) => {
    expect(problems(settings)).toEqual([]);
  });

  it.each<[string, ResolvedSettings, readonly string[]]>([
    ["merge without a key", { materialized: "incremental", strategy: "merge" }, ["Q0400"]],
    [
      "delete+insert without a key",
      { materialized: "incremental", strategy: "delete+insert", unique_key: [] },
      ["Q0400"],
    ],
    [
      "merge with both lists of columns",
      {
        materialized: "incremental",
        unique_key: ["a"],
        merge_update_columns: ["b"],
        merge_exclude_columns: ["c"],
      },
      ["Q0401"],
    ],
    [
      "append with a condition for merge",
      { materialized: "incremental", merge_update_condition: "true" },
      ["Q0403"],
    ],
    ["microbatch with nothing", { materialized: "incremental", strategy: "microbatch" }, ["Q0400", "Q0400"]],
    [
      "microbatch with a bad begin and lookback",
      {
        materialized: "incremental",
        strategy: "microbatch",
        event_time: "t",
        begin: "last year",
        lookback: -1,
      },
      ["Q0402", "Q0402"],
    ],
    ["a snapshot with nothing", { materialized: "snapshot" }, ["Q0400", "Q0400"]],
    [
      "timestamp without updated_at",
      { materialized: "snapshot", unique_key: ["a"], snapshot_strategy: "timestamp" },
      ["Q0400"],
    ],
    [
      "check without check_cols",
      { materialized: "snapshot", unique_key: ["a"], snapshot_strategy: "check" },
      ["Q0400"],
    ],
    ["external without a place", { materialized: "external" }, ["Q0400"]],
    ["partitioned json", { materialized: "external", location: "x.json", partition_by: ["a"] }, ["Q0405"]],
    ["external of no known format", { materialized: "external", location: "exports/x" }, ["Q0404"]],
  ])("tells of %s", (_name, settings, codes) => {
    expect(problems(settings).map((text) => text.slice(0, 5))).toEqual(codes);
  });

  it("says what is missing and how to write it", () => {
    expect(problems({ materialized: "incremental", strategy: "merge" })).toEqual([
      'Q0400 "m" is incremental by merge, which needs `unique_key`',
    ]);
  });
});
