import { join } from "node:path";
import { writeText } from "../../artifacts/write-text.ts";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { maskSecrets } from "../../base/secrets.ts";
import type { CompiledUnitTest } from "../../compile/unit-tests/types.ts";
import { isTest } from "../../graph/node-kinds.ts";
import { compileQuery, compileSelected } from "../../pipeline.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { compiledPath } from "../compiled-path.ts";
import { findNode } from "../find-node.ts";
import { openProject } from "../open-project.ts";
import { requireValue } from "../require-value.ts";
import { selectByOptions } from "../selection.ts";
import { readDuration } from "../values.ts";

/** What `quern compile` does. */
export async function compile(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, words } = invocation;
  const [name] = words;
  if (name !== undefined && (options.inline ?? options.select) !== undefined)
    throw new DiagnosticError([
      diagnose("Q0715", { first: `the node "${name}"`, second: options.select ? "--select" : "--inline" }),
    ]);
  const loaded = await openProject(invocation);
  if (options.inline !== undefined) {
    const sql = requireValue(await compileQuery(loaded, options.inline), terminal);
    if (terminal.json) terminal.printJson({ sql });
    else terminal.print(sql);
    return 0;
  }
  const named = name === undefined ? undefined : findNode(name, loaded);
  const selected = named ? new Set([named.id]) : await selectByOptions(loaded, invocation);
  const compiled = requireValue(
    await compileSelected(loaded, selected, {
      ...(options.empty && { empty: true }),
      ...(options.sample !== undefined && { sample: { seconds: readDuration("--sample", options.sample) } }),
    }),
    terminal,
  );
  const statements = [...selected].flatMap((id) => {
    const node = loaded.graph.nodes[id];
    const sql =
      compiled.nodes[id]?.select ?? compiled.tests[id]?.failures ?? testedText(compiled.unitTests[id]);
    return node === undefined || sql === undefined ? [] : [{ node, sql }];
  });
  if (named && statements.length === 0)
    throw new DiagnosticError([diagnose("Q0718", { node: named.name, kind: named.kind })]);
  if (terminal.json) {
    for (const { node, sql } of statements) terminal.printJson({ id: node.id, file: node.file, sql });
    return 0;
  }
  // One model is what somebody wants to read, with or without its tests.
  const relations = statements.filter(({ node }) => !isTest(node));
  const [only] =
    relations.length === 1 && options.select ? relations : statements.length === 1 ? statements : [];
  if (only) {
    terminal.print(only.sql);
    return 0;
  }
  for (const { node, sql } of statements)
    writeText(join(loaded.root, "target", "compiled", compiledPath(node)), `${maskSecrets(sql)}\n`);
  terminal.say(`wrote ${statements.length} statements to target/compiled/`);
  return 0;
}

/** What a unit test runs, as its overrides make it. */
function testedText(test: CompiledUnitTest | undefined): string | undefined {
  return test?.tested.kind === "node" ? test.tested.node.select : test?.tested.text;
}
