import { describe, expect, it } from "vitest";
import { createSettingsMerger } from "../../src/graph/settings.ts";
import { makeLayer } from "./make-project.ts";

describe("createSettingsMerger(materialized)", () => {
  const merge = createSettingsMerger("view");
  const folder = makeLayer({ materialized: "table", tags: ["a"], meta: { x: 1 } });
  const own = makeLayer({ tags: ["b"], meta: { y: 2 }, group: "g" });

  it("merges farthest first, adds tags up and meta together", () => {
    expect(merge([folder, own])).toEqual({
      settings: { materialized: "table" },
      tags: ["a", "b"],
      meta: { x: 1, y: 2 },
      group: "g",
    });
    expect(merge([own, folder])).toEqual({
      settings: { materialized: "table" },
      tags: ["b", "a"],
      meta: { y: 2, x: 1 },
      group: "g",
    });
  });

  it("adds up what is allowed", () => {
    const allowing = (rule: string) => ({
      settings: { allow: [{ rule, reason: "because", span: { file: `${rule}.sql`, line: 1, column: 1 } }] },
      spans: {},
    });
    const { allow } = merge([allowing("a"), own, allowing("b")]);
    expect(allow?.map(({ rule, span }) => [rule, span.file])).toEqual([
      ["a", "a.sql"],
      ["b", "b.sql"],
    ]);
  });

  it("leaves what lies beneath as it was", () => {
    merge([folder, own]);
    expect(merge([folder])).toEqual({ settings: { materialized: "table" }, tags: ["a"], meta: { x: 1 } });
    expect(merge([])).toEqual({ settings: { materialized: "view" }, tags: [], meta: {} });
  });

  it("gives nodes whose layers hold the same settings one and the same value", () => {
    const elsewhere = { settings: own.settings, spans: {} };
    expect(merge([folder, elsewhere])).toBe(merge([folder, own]));
  });

  it("keeps a seed a seed", () => {
    expect(createSettingsMerger("seed")([folder]).settings.materialized).toBe("seed");
  });
});
