import { renderDiff } from "../../base/line-diff.ts";
import type { ContractFile } from "../../pipeline/write-contracts.ts";
import type { ContractSummary } from "../../project/contracts/contract-change.ts";
import { renderMany } from "./numbers.ts";

/** What was written of contracts, model by model; of a dry run the difference as well. */
export function renderContracts(files: readonly ContractFile[], dryRun: boolean): string {
  const models = files.flatMap(({ summaries }) => summaries).length;
  if (models === 0) return "no contract has anything to be written";
  const where = `${renderMany(models, "contract")} in ${renderMany(files.length, "file")}`;
  return [
    ...(dryRun ? files.map(({ file, before, after }) => renderDiff(file, before, after)) : []),
    ...files.flatMap(({ file, before, summaries }) => [
      `${file}${before === undefined ? " (new)" : ""}`,
      ...summaries.map((summary) => `  ${summary.name}: ${renderSummary(summary)}`),
    ]),
    dryRun ? `would write ${where}` : `wrote ${where}`,
  ].join("\n");
}

function renderSummary({ contract, added, typed, filled }: ContractSummary): string {
  const retyped = typed.filter(({ before }) => before !== undefined);
  const first = typed.length - retyped.length;
  return [
    ...(contract ? ["contract"] : []),
    ...(added.length > 0 ? [`${renderMany(added.length, "column")} (${renderNames(added)})`] : []),
    ...(first > 0 ? [`${renderMany(first, "type")}`] : []),
    ...retyped.map(({ name, type, before }) => `${name} ${type} instead of ${before}`),
    ...(filled.length > 0 ? [`not_null: ${filled.join(", ")}`] : []),
  ].join("; ");
}

function renderNames(columns: ContractSummary["added"]): string {
  const shown = columns.slice(0, 5).map(({ name }) => name);
  return columns.length > shown.length ? `${shown.join(", ")}, ..` : shown.join(", ");
}
