import type { Command, ExitCode, Invocation } from "../command.ts";
import { selectionOptions } from "../options.ts";

/** `quern compile`: shows the SQL that templates become. */
export const compileCommand: Command = {
  name: "compile",
  summary: "print the SQL of one node, or write that of several to target/compiled/",
  options: [...selectionOptions, "inline", "empty", "sample"],
  examples: [
    "quern compile --select fct_orders",
    `quern compile --inline 'select count(*) from {{ref "fct_orders"}}'`,
    "quern compile",
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const { join } = await import("node:path");
  const { compileQuery, compileSelected } = await import("../../pipeline.ts");
  const { openProject } = await import("../open-project.ts");
  const { selectByOptions } = await import("../selection.ts");
  const { requireValue } = await import("../require-value.ts");
  const { readDuration } = await import("../values.ts");
  const loaded = await openProject(invocation);
  if (options.inline !== undefined) {
    const sql = requireValue(await compileQuery(loaded, options.inline), terminal);
    if (terminal.json) terminal.printJson({ sql });
    else terminal.print(sql);
    return 0;
  }
  const selected = await selectByOptions(loaded, invocation);
  const compiled = requireValue(
    await compileSelected(loaded, selected, {
      ...(options.empty && { empty: true }),
      ...(options.sample !== undefined && { sample: { seconds: readDuration("--sample", options.sample) } }),
    }),
    terminal,
  );
  const statements = [...selected].flatMap((id) => {
    const node = loaded.graph.nodes[id];
    const sql = compiled.nodes[id]?.select ?? compiled.tests[id]?.failures;
    return node === undefined || sql === undefined ? [] : [{ node, sql }];
  });
  if (terminal.json) {
    for (const { node, sql } of statements) terminal.printJson({ id: node.id, file: node.file, sql });
    return 0;
  }
  // One model is what somebody wants to read, with or without its tests.
  const relations = statements.filter(({ node }) => node.kind !== "test");
  const [only] =
    relations.length === 1 && options.select ? relations : statements.length === 1 ? statements : [];
  if (only) {
    terminal.print(only.sql);
    return 0;
  }
  const { writeText } = await import("../../artifacts/write-text.ts");
  const { compiledPath } = await import("../compiled-path.ts");
  const { maskSecrets } = await import("../../base/secrets.ts");
  for (const { node, sql } of statements)
    writeText(join(loaded.root, "target", "compiled", compiledPath(node)), `${maskSecrets(sql)}\n`);
  terminal.say(`wrote ${statements.length} statements to target/compiled/`);
  return 0;
}
