import type { Paint } from "../../base/paint.ts";
import { truncateText } from "../../base/text-width.ts";
import { spreadOver } from "../../features/statistics/spread.ts";
import type { CategoryHistogram, FeatureStatistics } from "../../features/statistics/types.ts";
import type { KeptStatistics } from "../../run/statistics/read-statistics.ts";
import { renderMany } from "../render/numbers.ts";
import { renderTable } from "../render/rows.ts";
import { renderBars, renderFigure, renderShare } from "./figures.ts";

/** Width of the last column. */
const barCells = 16;
const categoryWidth = 34;

/**
 * Renders the statistics of a build as a table: a line a feature, its spread as bars from quantile 0.01 to 0.99 (what lies outside stands in the bars at the
 * ends), or as its commonest values.
 */
export function renderStatisticsTable(name: string, kept: KeptStatistics, paint: Paint): string {
  const rows = kept.features[0]?.rows ?? 0;
  const about = [
    renderMany(rows, "row"),
    ...(kept.asOf === null ? [] : [`as of ${withoutSeconds(kept.asOf)}`]),
    `built ${withoutSeconds(kept.computedAt)}`,
  ];
  const table = renderTable(
    {
      columns: ["feature", "kind", "missing", "distinct", "mean", "min", "median", "max", "spread"],
      rows: kept.features.map(renderLine),
      numeric: [false, false, true, true, true, true, true, true, false],
    },
    { paint, cellWidth: 40 },
  );
  const isApproximate = kept.features.some((feature) => feature.isApproximate);
  return [
    `${paint("bold", name)}  ${about.join(", ")}`,
    "",
    table,
    ...(isApproximate ? ["", paint("dim", "distinct and median are estimates: the table is large")] : []),
  ].join("\n");
}

function renderLine(each: FeatureStatistics): readonly string[] {
  const { feature, kind, rows, nulls, notFinite, distinct, mean, min, max, quantiles } = each;
  // Of what lies within two days a date says little.
  const withTime = min !== null && max !== null && max - min < 2 * 86_400;
  const figure = (value: number | null) => renderFigure(value, kind, withTime);
  return [
    feature,
    kind,
    rows === 0 ? "" : renderShare((nulls + notFinite) / rows),
    renderFigure(distinct),
    kind === "boolean" ? (mean === null ? "" : renderShare(mean)) : figure(mean),
    figure(min),
    figure(quantiles?.[3] ?? null),
    figure(max),
    renderSpread(each),
  ];
}

function renderSpread({ histogram, quantiles, min, max }: FeatureStatistics): string {
  if (histogram === null) return "";
  if (histogram.kind === "categories") return truncateText(renderCategories(histogram), categoryWidth);
  const from = quantiles?.[0] ?? min;
  const to = quantiles?.[6] ?? max;
  if (from === null || from === undefined || to === null || to === undefined) return "";
  return renderBars(spreadOver(histogram, { from, to }, barCells));
}

/** `kr 45%, us 20%, jp 9%` */
function renderCategories({ values, other }: CategoryHistogram): string {
  const filled = values.reduce((sum, { count }) => sum + count, other);
  return values
    .slice(0, 4)
    .map(
      ({ value, count }) => `${truncateText(value === "" ? '""' : value, 12)} ${renderShare(count / filled)}`,
    )
    .join(", ");
}

/** `2025-07-01 08:12:33.123` -> `2025-07-01 08:12` */
function withoutSeconds(moment: string): string {
  return moment.slice(0, 16);
}
