import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProject } from "../../src/project/read-project.ts";
import { loadMacroFunctions } from "../../src/project/typescript/load-macro-functions.ts";
import { makeProject, readSound, writeProjectFile } from "./support/make-project.ts";

describe("macros/*.hbs", () => {
  it("declare parameters, with and without defaults", async () => {
    const { macros } = await readSound({
      "macros/sessionize.hbs":
        '{{!-- comment --}}\n{{params events by="id" limit=3 strict=true}}select {{by}} from {{events}} {{ref "x"}}',
      "macros/free.hbs": "{{anything}} {{> sessionize}}",
    });
    expect(macros.sessionize).toMatchObject({
      kind: "handlebars",
      file: "macros/sessionize.hbs",
      parameters: [
        { name: "events", required: true },
        { name: "by", default: "id", required: false },
        { name: "limit", default: 3, required: false },
        { name: "strict", default: true, required: false },
      ],
      template: { dependencies: [{ arguments: ["x"] }], macros: [] },
    });
    expect(macros.free).toMatchObject({ parameters: null });
  });
});

describe("macros/*.ts", () => {
  const files = {
    "macros/keys.ts":
      'import { glue } from "./lib/glue.ts";\nexport function surrogateKey(...columns: string[]): string {\n  return `md5(${glue(columns)})`;\n}\nexport const loud = (column: string) => `upper(${column})`;\nexport type Ignored = string;\nexport const answer = 42;\n',
    "macros/lib/glue.ts": "export const glue = (parts: readonly string[]) => parts.join(' || ');\n",
    "macros/keys.test.ts": "not TypeScript at all (",
  };

  it("are found by the names they export, with their places", async () => {
    const { macros } = await readSound(files);
    expect(Object.keys(macros).sort()).toEqual(["answer", "glue", "loud", "surrogateKey"]);
    expect(macros.surrogateKey).toMatchObject({
      kind: "typescript",
      file: "macros/keys.ts",
      span: { file: "macros/keys.ts", line: 2, column: 17, length: 12 },
    });
  });

  it("have a hash that changes with what they import, and only then", async () => {
    const hash = async (extra: Record<string, string>) =>
      (await readSound({ ...files, ...extra })).macros.surrogateKey?.hash;
    const first = await hash({});
    expect(await hash({})).toBe(first);
    expect(
      await hash({
        "macros/lib/glue.ts": "export const glue = (parts: readonly string[]) => parts.join();\n",
      }),
    ).not.toBe(first);
  });

  it("are loaded as functions; other exports are left out", async () => {
    const root = makeProject(files);
    const { value } = await readProject({ root, environment: {} });
    const { value: functions, diagnostics } = await loadMacroFunctions(root, value?.macros ?? {});
    expect(functions.get("surrogateKey")?.("a", "b")).toBe("md5(a || b)");
    expect(functions.get("loud")?.("a")).toBe("upper(a)");
    expect([...functions.keys()].sort()).toEqual(["glue", "loud", "surrogateKey"]);
    expect(diagnostics).toEqual([]);
    expect(readdirSync(join(root, "target/cache/macros")).length).toBe(2);
  });

  it("that throw when they are loaded are a problem with a place", async () => {
    const root = makeProject({
      "macros/bad.ts": "export const f = () => '';\nthrow new Error('no luck');\n",
    });
    const { value } = await readProject({ root, environment: {} });
    const { value: functions, diagnostics } = await loadMacroFunctions(root, value?.macros ?? {});
    expect(functions.size).toBe(0);
    expect(diagnostics).toMatchObject([{ code: "Q0215", cause: "no luck", span: { file: "macros/bad.ts" } }]);
  });

  it("are loaded anew after a change", async () => {
    const root = makeProject({ "macros/f.ts": "export const f = () => 'one';\n" });
    const load = async () => {
      const { value } = await readProject({ root, environment: {} });
      return (await loadMacroFunctions(root, value?.macros ?? {})).value.get("f")?.();
    };
    expect(await load()).toBe("one");
    writeProjectFile(root, "macros/f.ts", "export const f = () => 'two';\n");
    expect(await load()).toBe("two");
  });
});
