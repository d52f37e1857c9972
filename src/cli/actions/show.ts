import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { Loaded } from "../../pipeline.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openProject } from "../open-project.ts";
import { renderCsv, renderJsonRows, renderTable } from "../render/rows.ts";
import { findInlineQuery, findQuery } from "../show/find-query.ts";
import { readQuery } from "../show/read-query.ts";
import { readDuration } from "../values.ts";

const formats = ["table", "csv", "json"] as const;

/** What `quern show` does. */
export async function show(invocation: Invocation): Promise<ExitCode> {
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
