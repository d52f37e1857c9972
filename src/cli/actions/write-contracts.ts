import { hasErrors } from "../../base/diagnostic.ts";
import { type ContractFile, writeContracts as write } from "../../pipeline/write-contracts.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openProject } from "../open-project.ts";
import { selectionOptions } from "../options.ts";
import { renderContracts } from "../render/contracts.ts";
import { selectByOptions } from "../selection.ts";

/** What `quern check --write-contracts` does before it checks: the YAML of the selected models gets the contracts that their statements give. */
export async function writeContracts(invocation: Invocation): Promise<ExitCode> {
  const { terminal, options } = invocation;
  const loaded = await openProject(invocation);
  const isSelected = selectionOptions.some((option) => options[option] !== undefined);
  const dryRun = options.dryRun ?? false;
  const { value: files, diagnostics } = await write(loaded, {
    dryRun,
    ...(isSelected && { selected: await selectByOptions(loaded, invocation) }),
  });
  terminal.report(diagnostics);
  if (terminal.json)
    terminal.printJson({ kind: "contracts", written: !dryRun, files: files.map(describeFile) });
  else terminal.print(renderContracts(files, dryRun));
  return hasErrors(diagnostics) ? 1 : 0;
}

function describeFile({ file, before, summaries }: ContractFile) {
  return { file, isNew: before === undefined, models: summaries };
}
