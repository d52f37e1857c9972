import type { ExitCode, Invocation } from "../command.ts";
import { findNode } from "../find-node.ts";
import { openProject } from "../open-project.ts";
import { renderMany } from "../render/numbers.ts";
import { requireValue } from "../require-value.ts";

/** What `quern test --write NODE` does. */
export async function writeTest(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const loaded = await openProject(invocation);
  const node = findNode(options.write ?? "", loaded);
  // It reads what it writes, for which it needs the libraries for all of YAML: no other action waits for those.
  const { writeUnitTest } = await import("../../pipeline/write-unit-test.ts");
  const written = requireValue(
    await writeUnitTest(loaded, node.id, { force: options.force ?? false }),
    terminal,
  );
  if (written === undefined) return 1;
  if (terminal.json) {
    terminal.printJson({ kind: "written", ...written });
    return 0;
  }
  const lines = [
    `wrote ${written.file}`,
    ...written.given.map(({ input, rows }) => `  given ${input}: ${renderMany(rows, "row")}`),
    `  expects ${renderMany(written.expected, "row")}`,
    ...(written.masked.length > 0 ? [`  masked: ${written.masked.join(", ")}`] : []),
  ];
  terminal.print(lines.join("\n"));
  return 0;
}
