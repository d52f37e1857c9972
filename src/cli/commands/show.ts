import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { Loaded } from "../../pipeline.ts";
import type { Command, ExitCode, Invocation } from "../command.ts";

/** `quern show`: prints rows. */
export const showCommand: Command = {
  name: "show",
  summary: "print rows of a node, or of a query of your own",
  details:
    "A model, seed or snapshot is shown as it is published, a source as its file or table is, a test by its failing rows, an ephemeral model by its query.",
  arguments: [{ name: "NODE", description: "name as `quern ls` prints it", optional: true }],
  options: ["inline", "limit", "output", "lockTimeout"],
  examples: [
    "quern show fct_orders --limit 5",
    `quern show --inline 'select status, count(*) from {{ref "fct_orders"}} group by all'`,
    "quern show source:shop.orders --output csv",
  ],
  run,
};

const formats = ["table", "csv", "json"] as const;

async function run(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, words } = invocation;
  const format = options.output ?? (terminal.json ? "json" : "table");
  if (!formats.some((known) => known === format))
    throw new DiagnosticError([
      diagnose("Q0704", { option: "--output", value: format, expected: `one of ${formats.join(", ")}` }),
    ]);
  const [name] = words;
  if ((name === undefined) === (options.inline === undefined))
    throw new DiagnosticError([
      name === undefined
        ? diagnose("Q0701", { problem: "name a node or give --inline", command: "quern show" })
        : diagnose("Q0715", { first: `the node "${name}"`, second: "--inline" }),
    ]);
  const { openProject } = await import("../open-project.ts");
  const { readQuery } = await import("../show/read-query.ts");
  const { findQuery, findInlineQuery } = await import("../show/find-query.ts");
  const { readDuration } = await import("../values.ts");
  const { renderCsv, renderJsonRows, renderTable } = await import("../render/rows.ts");
  const loaded: Loaded = await openProject(invocation);
  const query =
    name === undefined
      ? await findInlineQuery(options.inline ?? "", loaded, terminal)
      : await findQuery(name, loaded, terminal);
  const limit = options.limit ?? 20;
  const { table, more } = await readQuery(query, limit, loaded, {
    lockTimeout:
      options.lockTimeout === undefined ? 30 : readDuration("--lock-timeout", options.lockTimeout, true),
    onWait: (holder) => terminal.progress(`waiting for ${holder}`),
  });
  if (format === "csv") terminal.print(renderCsv(table));
  else if (format === "json") terminal.print(renderJsonRows(table));
  else {
    terminal.print(renderTable(table, { paint: terminal.paint }));
    if (more) terminal.say(terminal.paint("dim", `the first ${limit} rows; --limit shows more`));
    else if (table.rows.length === 0) terminal.say(terminal.paint("dim", "no rows"));
  }
  return 0;
}
