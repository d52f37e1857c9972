import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/project/typescript/dependency-names.ts";
import { findCalls } from "../../../src/project/typescript/find-calls.ts";

const found = (text: string) => {
  const { calls, ...rest } = findCalls(text);
  return { ...rest, calls: calls.map(({ call, at }) => `${call.call} ${keyOf(call)} at ${at}`) };
};

describe("findCalls(text)", () => {
  it("finds calls with literal names, wherever they stand, at their place", () => {
    expect(
      found('async ({ ref, source }) => (await ref("a").table()).join(await source("s", `t`).table())').calls,
    ).toEqual(["ref a at 34", "source s.t at 63"]);
    expect(
      found('async function f(givens) { const inner = () => givens.ref("a.v2"); return inner(); }').calls,
    ).toEqual(["ref a.v2 at 47"]);
    expect(found('async *rows({ ref }) { yield* ref("pkg.a").batches(); }').calls).toEqual([
      "ref pkg.a at 30",
    ]);
    expect(found('run({ ref }) { return ref("a").table(); }').calls).toEqual(["ref a at 22"]);
  });

  it("leaves out computed names and other functions", () => {
    expect(
      found('({ ref }) => [ref(name), ref(`a_${b}`), refs("a"), ref(), source("one"), this["ref"]("a")]')
        .calls,
    ).toEqual([]);
  });

  it("finds the variables that are read, and sees where it cannot tell", () => {
    expect(found("({ vars }) => vars.a + vars['b']").vars).toEqual(["a", "b"]);
    expect(found("(givens) => givens.vars.a").vars).toEqual(["a"]);
    expect(found("({ vars: { a, b: { c } } }) => a + c").vars).toEqual(["a", "b"]);
    expect(found("({ vars: { a, ...rest } }) => rest").vars).toBe("all");
    expect(found("({ vars: v }) => v.a").vars).toBe("all");
    expect(found("({ vars }) => Object.keys(vars)").vars).toBe("all");
    expect(found("({ vars }) => f({ vars })").vars).toBe("all");
    expect(found("({ vars }) => vars[name]").vars).toBe("all");
    expect(found("({ ref }) => ({ vars: 1 })").vars).toEqual([]);
  });

  it("sees whether the table itself and its existence are asked for", () => {
    expect(found("({ self, incremental }) => incremental && self")).toMatchObject({
      usesSelf: true,
      usesIncremental: true,
    });
    expect(found("(g) => g.self")).toMatchObject({ usesSelf: true, usesIncremental: false });
    expect(found("({ ref }) => ({ self: 1 })")).toMatchObject({ usesSelf: false });
  });
});
