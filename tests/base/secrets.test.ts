import { describe, expect, it } from "vitest";
import { isSecretName, maskSecrets, registerSecret } from "../../src/base/secrets.ts";

describe("maskSecrets(text)", () => {
  it("masks what was registered wherever it stands, the longest first", () => {
    registerSecret("hunter22");
    registerSecret("hunter22-and-more");
    expect(maskSecrets("a hunter22, hunter22-and-more")).toBe("a ***, ***");
  });

  it("masks the password of a registered URL, as written and decoded, and leaves the rest readable", () => {
    registerSecret("postgres://user:p%40ss%2Fword@db.example.com/shop");
    expect(maskSecrets("cannot reach postgres://user:p%40ss%2Fword@db.example.com/shop with p@ss/word")).toBe(
      "cannot reach postgres://user:***@db.example.com/shop with ***",
    );
  });

  it("masks the password of any URL", () => {
    expect(maskSecrets("see https://me:topsecret@host/x and https://host/a:b@c")).toBe(
      "see https://me:***@host/x and https://host/a:b@c",
    );
  });

  it("leaves short values alone, which could be part of any word", () => {
    registerSecret("abc");
    registerSecret("");
    expect(maskSecrets("abc abcd")).toBe("abc abcd");
  });

  it("takes the characters of a secret as they are", () => {
    registerSecret("a.c$(d)");
    expect(maskSecrets("a.c$(d) abc$(d)")).toBe("*** abc$(d)");
  });
});

describe("isSecretName(name)", () => {
  it.each([
    "PASSWORD",
    "DB_PASSWORD",
    "API_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "githubToken",
    "SLACK_TOKEN",
    "PGPASSWORD",
    "SENTRY_DSN",
  ])("knows %s", (name) => expect(isSecretName(name)).toBe(true));

  it.each(["PATH", "PWD", "OLDPWD", "HOME", "KEYBOARD", "MONKEY", "SHOP_DATABASE", "COMPASS"])(
    "leaves %s",
    (name) => expect(isSecretName(name)).toBe(false),
  );
});
