import { describe, expect, it } from "vitest";
import { renderDiff } from "../../src/base/line-diff.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}\n`).join("");

describe("renderDiff(file, before, after)", () => {
  it("shows what changed with the lines around it, as diff -u does", () => {
    const before = numbers(30);
    const after = before
      .replace("\n5\n", "\nfive\n")
      .replace("\n20\n", "\n20\n20b\n")
      .replace("\n22\n", "\n");
    expect(renderDiff("a.yml", before, after)).toBe(
      `--- a.yml
+++ a.yml
@@ -2,7 +2,7 @@
 2
 3
 4
-5
+five
 6
 7
 8
@@ -18,8 +18,8 @@
 18
 19
 20
+20b
 21
-22
 23
 24
 25`,
    );
  });

  it("tells a new file, and nothing where nothing changed", () => {
    expect(renderDiff("a.yml", undefined, "x\r\ny\r\n")).toBe(
      "--- /dev/null\n+++ a.yml\n@@ -0,0 +1,2 @@\n+x\n+y",
    );
    expect(renderDiff("a.yml", "x\n", "x\n")).toBe("");
  });
});
