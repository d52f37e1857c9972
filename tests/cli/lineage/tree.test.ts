import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPaint } from "../../../src/base/paint.ts";
import { labelledNames, renderTree, shortenLines, wrapNames } from "../../../src/cli/lineage/tree.ts";

const plain = createPaint(false);

describe("wrapNames(names, width, mostLines)", () => {
  it("fills lines, and counts what no line is left for", () => {
    const names = ["alpha", "beta", "gamma", "delta", "epsilon"];
    expect(wrapNames(names, 14)).toEqual(["alpha, beta,", "gamma, delta,", "epsilon"]);
    expect(wrapNames(names, 20, 1)).toEqual(["alpha, … 4 more"]);
    expect(wrapNames([], 14)).toEqual([]);
  });

  it("keeps to the width where names do, and loses none", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(name), fc.integer({ min: 20, max: 60 }), (names, width) => {
        const lines = wrapNames(names, width);
        expect(lines.length).toBeLessThanOrEqual(3);
        expect(lines.filter((line) => line.length > width)).toEqual([]);
        const more = /… (\d+) more$/.exec(lines.at(-1) ?? "");
        const shown = lines
          .join(" ")
          .replace(/,? ?… \d+ more$/, "")
          .split(/, */)
          .filter(Boolean);
        expect(shown).toEqual(names.slice(0, shown.length));
        expect(shown.length + Number(more?.[1] ?? 0)).toBe(names.length);
      }),
    );
  });

  it("indents further lines as far as the label", () => {
    expect(labelledNames("by  ", ["alpha", "beta"], 10)).toEqual(["by  alpha,", "    beta"]);
  });
});

describe("renderTree(branches, paint)", () => {
  it("draws what hangs on what", () => {
    const leaf = (text: string) => ({ text, branches: [] });
    const tree = [
      { text: "a", branches: [leaf("b"), leaf("c")] },
      { text: "d", branches: [leaf("e")] },
    ];
    expect(renderTree(tree, plain)).toEqual(["├─ a", "│  ├─ b", "│  └─ c", "└─ d", "   └─ e"]);
  });
});

describe("shortenLines(lines, most, paint)", () => {
  it("says how many lines are left out", () => {
    const lines = ["1", "2", "3", "4"];
    expect(shortenLines(lines, 4, plain)).toEqual(lines);
    expect(shortenLines(lines, 3, plain)).toEqual(["1", "2", "… 2 more lines; --output json has all"]);
  });
});
