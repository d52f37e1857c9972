import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { renderDiagnostics } from "../../src/base/render-diagnostic.ts";
import { ruleNames } from "../../src/project/rule-names.ts";
import { expectGolden } from "../project/support/golden.ts";
import { checkFolder, makeFolder } from "./checked-project.ts";

const fixture = fileURLToPath(new URL("../fixtures/broken-rules", import.meta.url));

it("says what every rule finds in tests/fixtures/broken-rules as the golden has it", async () => {
  const root = makeFolder({});
  cpSync(fixture, root, { recursive: true, filter: (path) => !path.includes("target") });
  const { diagnostics, checked } = await checkFolder(root);
  const readText = (file: string) =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined;
  const text = renderDiagnostics(diagnostics, { readText });
  for (const rule of ruleNames) expect(text).toContain(`(${rule})`);
  const { findings, silenced } = checked;
  expectGolden("broken-rules/check", { said: text.split("\n"), findings, silenced });
});
