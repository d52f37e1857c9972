import { describe, expect, it } from "vitest";
import { accessCheck, isLoopback, requireSafeHost } from "../../../src/serving/http/access.ts";
import { serve } from "../served-http.ts";

const table = {
  key: ["id"],
  features: ["n"],
  select: "select 1 as id, timestamp '2025-07-01' as as_of, 2 as n",
};
const token = "a-long-enough-token";

describe("requireSafeHost(host, token)", () => {
  it.each(["127.0.0.1", "localhost", "::1", "127.1.2.3"])("lets %s be served without a token", (host) => {
    expect(() => requireSafeHost(host, undefined)).not.toThrow();
  });

  it.each([
    "0.0.0.0",
    "::",
    "192.168.1.5",
    "example.com",
    "127.0.0.1.example.com",
    "localhost.example.com",
    "",
  ])("wants a token for %j", (host) => {
    expect(() => requireSafeHost(host, undefined)).toThrow("Q1271");
    expect(() => requireSafeHost(host, token)).not.toThrow();
    expect(isLoopback(host)).toBe(false);
  });
});

describe("accessCheck(token)", () => {
  it.each([undefined, "evil.example", "evil.example:8765", "localhost.evil.example"])(
    "without a token refuses the name %s",
    (host) => {
      expect(() => accessCheck(undefined)({ host })).toThrow("Q1276");
    },
  );

  it.each(["localhost:8765", "127.0.0.1:80", "[::1]:8765", "localhost"])(
    "without a token answers to the name %s",
    (host) => {
      expect(() => accessCheck(undefined)({ host })).not.toThrow();
    },
  );
});

describe("a server with a token", () => {
  it("answers whoever sends it, and tells nobody else anything but that it is there", async () => {
    const { ask } = await serve([table], { token });
    const withHeader = (authorization: string) => ask("/features/orders/1", { headers: { authorization } });
    expect((await withHeader(`Bearer ${token}`)).status).toBe(200);
    expect((await withHeader(`bearer ${token}`)).status).toBe(200);
    for (const wrong of [`Bearer ${token}x`, "Bearer ", `Basic ${token}`, token]) {
      const { status, body } = await withHeader(wrong);
      expect([status, body.error.code, body.error.message]).toEqual([
        401,
        "Q1276",
        "the request has a wrong token",
      ]);
      expect(JSON.stringify(body)).not.toContain(token);
    }
    for (const path of [
      "/features",
      "/features/orders/1",
      "/features/nothing/1",
      "/openapi.json",
      "/nowhere",
    ])
      expect((await ask(path)).body.error.message).toBe("the request has no token");
    expect((await ask("/health")).status).toBe(200);
  });
});

describe("startServer(shelf, options)", () => {
  it("refuses to listen where others could come without a token", async () => {
    await expect(serve([table], { host: "0.0.0.0" })).rejects.toThrow("Q1271");
  });

  it("says why it cannot listen", async () => {
    const { server } = await serve([table]);
    const port = Number(new URL(server.address).port);
    await expect(serve([table], { port })).rejects.toThrow(
      `Q1272 cannot listen on 127.0.0.1:${port}: something else listens there`,
    );
  });
});
