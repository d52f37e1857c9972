import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stampOf, watchFiles } from "../../src/serving/watch-files.ts";
import { scratchFolder } from "./served-table.ts";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("watchFiles(files, work, options)", () => {
  it("does its work once for each change, one after another, and again where it has failed", async () => {
    const file = join(scratchFolder(), "small.duckdb");
    writeFileSync(file, "1");
    const since = stampOf([file]);
    let [running, most, calls] = [0, 0, 0];
    const results = [true, false, true, true];
    const work = async () => {
      const result = results[calls++] ?? true;
      running += 1;
      most = Math.max(most, running);
      // A change that comes while work is done counts too.
      if (calls === 4) writeFileSync(file, "4444");
      await pause(40);
      running -= 1;
      return result;
    };
    const watch = watchFiles([file], work, { since, every: 5, retryAfter: 20 });
    await pause(60);
    expect(calls).toBe(0);
    writeFileSync(file, "22");
    await expect.poll(() => calls).toBe(1);
    await pause(100);
    expect(calls).toBe(1);
    rmSync(file);
    await expect.poll(() => calls).toBe(3);
    await pause(100);
    expect([calls, most]).toEqual([3, 1]);
    writeFileSync(file, "333");
    await expect.poll(() => calls).toBe(5);
    await watch.stop();
    expect(running).toBe(0);
    writeFileSync(file, "55555");
    await pause(60);
    expect(calls).toBe(5);
  });

  it("notices a change that came before it began to look", async () => {
    const file = join(scratchFolder(), "small.duckdb");
    writeFileSync(file, "1");
    const since = stampOf([file]);
    writeFileSync(file, "22");
    let calls = 0;
    const watch = watchFiles([file], async () => ++calls > 0, { since, every: 5 });
    await expect.poll(() => calls).toBe(1);
    await watch.stop();
  });
});
