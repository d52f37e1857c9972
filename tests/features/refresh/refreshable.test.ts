import { describe, expect, it } from "vitest";
import { isRefreshable } from "../../../src/features/refresh/refreshable.ts";
import { column, viewOf } from "../reference/views.ts";

const clock = { kind: "events", timestamp: "happened", knownAt: "loaded" } as const;
const orders = column("orders", { kind: "count" });

describe("isRefreshable(view)", () => {
  it("is true of events that are known from a moment on", () => {
    expect(isRefreshable(viewOf([orders], { clock }))).toBe(true);
    expect(isRefreshable(viewOf([orders], { clock, where: "selected and values_from > 1" }))).toBe(true);
  });

  it("is false without such a moment, and of states", () => {
    expect(isRefreshable(viewOf([orders]))).toBe(false);
    expect(isRefreshable(viewOf([orders], { clock: { kind: "versions", validFrom: "happened" } }))).toBe(
      false,
    );
    expect(isRefreshable(viewOf([orders], { clock: { kind: "none" } }))).toBe(false);
  });

  it("is false where a user's SQL looks into other relations", () => {
    expect(isRefreshable(viewOf([orders], { clock, where: "sku in (select sku from sold)" }))).toBe(false);
    expect(isRefreshable(viewOf([orders], { clock, order: ["(FROM ranks SELECT max(r))"] }))).toBe(false);
    const sum = column("sum", { kind: "sum", value: "amount * (select rate from rates)" });
    expect(isRefreshable(viewOf([sum], { clock }))).toBe(false);
    const other = column("other", { kind: "count" }, null, { default: "(table defaults)" });
    expect(isRefreshable(viewOf([other], { clock }))).toBe(false);
  });

  it("is false where a column hides the places of rows", () => {
    expect(isRefreshable(viewOf([column("RowId", { kind: "count" })], { clock }))).toBe(false);
  });
});
