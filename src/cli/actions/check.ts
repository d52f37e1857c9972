import { type Diagnostic, DiagnosticError, hasErrors } from "../../base/diagnostic.ts";
import { findRemembered, remember } from "../../pipeline/remembered-check.ts";
import { hasLineage } from "../../pipeline/write-lineage.ts";
import { type Checked, checkSelected, loadGraph } from "../../pipeline.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { projectRequest } from "../open-project.ts";
import { selectionOptions } from "../options.ts";
import { renderCheck } from "../render/check.ts";
import { selectByOptions } from "../selection.ts";

/** What `quern check` does. */
export async function check(invocation: Invocation): Promise<ExitCode> {
  const { terminal, now } = invocation;
  const { checked, diagnostics } = await findAnswer(invocation);
  terminal.report(diagnostics);
  const seconds = (Date.now() - now.getTime()) / 1000;
  if (terminal.json) terminal.printJson({ kind: "check", ...checked });
  else terminal.print(renderCheck(checked, diagnostics, seconds, terminal.paint));
  return hasErrors(diagnostics) ? 1 : 0;
}

interface Answer {
  readonly checked: Checked;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where the whole project is asked for and is as it was when it was last checked, nothing is read or resolved. */
async function findAnswer(invocation: Invocation): Promise<Answer> {
  const request = await projectRequest(invocation);
  const isWhole = selectionOptions.every((option) => invocation.options[option] === undefined);
  const known = isWhole && hasLineage(request.root) ? findRemembered(request) : undefined;
  if (known) return known;
  const { value: loaded, diagnostics } = await loadGraph(request);
  if (loaded === undefined || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  const checked = await checkSelected(loaded, await selectByOptions(loaded, invocation), isWhole);
  const answer = { checked: checked.value, diagnostics: [...diagnostics, ...checked.diagnostics] };
  if (isWhole) remember(request, loaded, answer);
  return answer;
}
