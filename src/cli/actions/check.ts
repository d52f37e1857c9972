import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from "../../base/diagnostic.ts";
import { hasTypes } from "../../pipeline/keep-types.ts";
import { findRemembered, remember } from "../../pipeline/remembered-check.ts";
import { hasLineage } from "../../pipeline/write-lineage.ts";
import { type Checked, checkSelected, loadGraph } from "../../pipeline.ts";
import { checkTypes } from "../../typing/check-types.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { projectRequest } from "../open-project.ts";
import { optionTable, selectionOptions } from "../options.ts";
import { renderCheck } from "../render/check.ts";
import { selectByOptions } from "../selection.ts";

/** What `quern check` does. */
export async function check(invocation: Invocation): Promise<ExitCode> {
  const { terminal, now, options } = invocation;
  if (options.writeContracts) {
    // It loads the YAML library, which a check does without.
    const { writeContracts } = await import("./write-contracts.ts");
    const code = await writeContracts(invocation);
    if (code !== 0 || options.dryRun) return code;
  } else if (options.dryRun) {
    const problem = "--dry-run is for --write-contracts: a check runs nothing anyway";
    throw new DiagnosticError([diagnose("Q0701", { problem, command: "quern check" })]);
  }
  const { root, checked, ...found } = await findAnswer(invocation);
  const types = options.types ? await checkTypes(root) : undefined;
  const diagnostics = [...found.diagnostics, ...(types?.diagnostics ?? [])];
  terminal.report(diagnostics);
  const seconds = (Date.now() - now.getTime()) / 1000;
  if (terminal.json) terminal.printJson({ kind: "check", ...checked });
  else terminal.print(renderCheck(checked, diagnostics, seconds, terminal.paint));
  return hasErrors(diagnostics) ? 1 : 0;
}

interface Answer {
  readonly root: string;
  readonly checked: Checked;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where the whole project is asked for and is as it was when it was last checked, nothing is read or resolved. */
async function findAnswer(invocation: Invocation): Promise<Answer> {
  const request = await projectRequest(invocation);
  const { root } = request;
  const { options } = invocation;
  const chosen = selectionOptions.find((option) => options[option] !== undefined);
  const isWhole = chosen === undefined;
  // The types of what is not bound would be missing.
  if (options.types && chosen !== undefined)
    throw new DiagnosticError([
      diagnose("Q0715", { first: "--types", second: optionTable[chosen].flags.replace(/^-\w, | <.*/g, "") }),
    ]);
  const known = isWhole && hasLineage(root) && hasTypes(root) ? findRemembered(request) : undefined;
  if (known) return { root, ...known };
  const { value: loaded, diagnostics } = await loadGraph(request);
  if (loaded === undefined || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  const checked = await checkSelected(loaded, await selectByOptions(loaded, invocation), isWhole);
  const answer = { checked: checked.value, diagnostics: [...diagnostics, ...checked.diagnostics] };
  if (isWhole) remember(request, loaded, answer);
  return { root, ...answer };
}
