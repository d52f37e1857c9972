import type { Paint } from "../../base/paint.ts";
import type { AssociationReport } from "../../features/association/report.ts";
import type { Association } from "../../features/association/types.ts";
import { renderCount, renderMany } from "../render/numbers.ts";
import { renderTable } from "../render/rows.ts";
import { renderShare } from "./figures.ts";

/** So many features are listed with the label. */
const mostOfLabel = 20;

const measureNames: Readonly<Record<Association["measure"], string>> = {
  pearson: "Pearson",
  spearman: "Spearman",
  correlation_ratio: "correlation ratio",
  cramers_v: "Cramér's V",
};

/** Renders which features say the same, which say nothing, and what each says of the label. */
export function renderAssociations(
  name: string,
  report: AssociationReport,
  { limit, label }: { readonly limit: number; readonly label?: string | undefined },
  paint: Paint,
): string {
  const sections = [
    renderPairs(report, limit, paint),
    renderRedundant(report, paint),
    renderConstant(report, paint),
    label === undefined ? "" : renderLabel(report, label, paint),
  ];
  const rows = renderMany(report.rows, "row");
  const about =
    report.sampled < report.rows ? `${rows}, looked at ${renderCount(report.sampled)} of them` : rows;
  return [`${paint("bold", name)}  ${about}`, ...sections.filter((section) => section !== "")].join("\n\n");
}

function renderPairs({ pairs }: AssociationReport, limit: number, paint: Paint): string {
  if (pairs.length === 0) return `no two features with an association of ${limit} or more`;
  const table = renderTable(
    {
      columns: ["feature", "and", "measure", "value"],
      rows: pairs.map(({ a, b, measure, value }) => [a, b, measureNames[measure], value.toFixed(3)]),
      numeric: [false, false, false, true],
    },
    { paint },
  );
  return `${paint("bold", `pairs of ${limit} and more`)}\n${table}`;
}

function renderRedundant({ redundant }: AssociationReport, paint: Paint): string {
  if (redundant.length === 0) return "";
  const lines = redundant.map(
    ({ keep, drop }) => `keep ${keep}, drop ${drop.map(({ feature }) => feature).join(", ")}`,
  );
  return `${paint("bold", "redundant")}\n${lines.join("\n")}`;
}

function renderConstant({ constant }: AssociationReport, paint: Paint): string {
  if (constant.length === 0) return "";
  const lines = constant.map(({ feature, share }) =>
    share === 1 ? `${feature}  always the same` : `${feature}  the same in ${renderShare(share)} of the rows`,
  );
  return `${paint("bold", "constant or nearly so")}\n${lines.join("\n")}`;
}

function renderLabel({ withLabel: associations }: AssociationReport, label: string, paint: Paint): string {
  if (associations.length === 0) return "";
  const shown = associations.slice(0, mostOfLabel);
  const table = renderTable(
    {
      columns: ["feature", "measure", "value", ""],
      rows: shown.map(({ a, measure, value }) => [
        a,
        measureNames[measure],
        value.toFixed(3),
        "█".repeat(Math.round(Math.abs(value) * 20)),
      ]),
      numeric: [false, false, true, false],
    },
    { paint },
  );
  const rest = associations.length - shown.length;
  return `${paint("bold", `with the label ${label}`)}\n${table}${rest > 0 ? `\n${paint("dim", `and ${rest} weaker ones`)}` : ""}`;
}
