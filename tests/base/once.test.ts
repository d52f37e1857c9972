import { describe, expect, it } from "vitest";
import { once } from "../../src/base/once.ts";

describe("once(work)", () => {
  it("works when it is first asked, and gives the same from then on", () => {
    let count = 0;
    const ask = once(() => ({ count: ++count }));
    expect(count).toBe(0);
    const first = ask();
    expect(first).toEqual({ count: 1 });
    expect(ask()).toBe(first);
  });

  it("keeps what comes to nothing as well, and tries again what failed", () => {
    let count = 0;
    const nothing = once((): undefined => {
      count++;
    });
    nothing();
    nothing();
    expect(count).toBe(1);
    const failing = once(() => {
      count++;
      if (count < 3) throw new Error("not yet");
      return count;
    });
    expect(failing).toThrow("not yet");
    expect(failing()).toBe(3);
  });
});
