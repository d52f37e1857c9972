// `npm test`: installs what is missing, then types, lint and format, build, and every test. Ends with the plain line `N passed, N failed`.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, runNode, say } from "./ensure.mjs";
import { root } from "./fingerprint.mjs";

const bin = (...path) => join("node_modules", ...path);
const report = join("dist", "test-report.json");

main();

function main() {
  ensureInstalled();
  const checks = [
    ["types", [bin("typescript", "bin", "tsc"), "--noEmit"]],
    ["lint and format", [bin("@biomejs", "biome", "bin", "biome"), "check", "."]],
    ["build", [join("src", "scripts", "build.mjs")]],
  ];
  let passed = 0;
  let failed = 0;
  for (const [name, parameters] of checks) {
    say(name);
    if (runNode(parameters)) passed++;
    else failed++;
  }
  say("tests");
  const tests = runTests(process.argv.slice(2));
  passed += tests.passed;
  failed += tests.failed;
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Runs vitest, for people and for counting at once. A run that ends badly without a failed test (an import that throws) counts as one. */
function runTests(parameters) {
  mkdirSync(join(root, "dist"), { recursive: true });
  rmSync(join(root, report), { force: true });
  const good = runNode(
    [
      bin("vitest", "vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...parameters,
    ],
    { CI: process.env.CI ?? "true" },
  );
  if (!existsSync(join(root, report))) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(join(root, report), "utf8"));
  return { passed: numPassedTests, failed: good ? numFailedTests : Math.max(1, numFailedTests) };
}
