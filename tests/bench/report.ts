/** One line of the benchmark's table. */
export interface BenchRow {
  readonly what: string;
  readonly size: string;
  /** Ours, in seconds (median) unless `unit` says otherwise. */
  readonly ours: number;
  readonly unit?: string;
  readonly peakMiB?: number;
  /** What it is compared with, and its figure in the same unit. */
  readonly against?: { readonly what: string; readonly figure: number };
  /** The most that `ours` may be, or, with `against`, the most that the ratio may be. */
  readonly limit?: number;
  readonly note?: string;
}

/** Renders rows as a Markdown table: figure, reference, ratio, and whether the stated limit is met. */
export function renderReport(rows: readonly BenchRow[]): string {
  const head = ["measured", "size", "quern", "peak MiB", "against", "ratio", "limit", ""];
  const lines = rows.map((row) => {
    const ratio = row.against ? row.ours / row.against.figure : undefined;
    const verdict = row.limit === undefined ? "" : (ratio ?? row.ours) <= row.limit ? "met" : "MISSED";
    return [
      row.what + (row.note ? ` (${row.note})` : ""),
      row.size,
      figure(row.ours, row.unit),
      row.peakMiB ? row.peakMiB.toFixed(0) : "",
      row.against ? `${row.against.what} ${figure(row.against.figure, row.unit)}` : "",
      ratio === undefined ? "" : ratio.toFixed(2),
      row.limit === undefined ? "" : ratio === undefined ? figure(row.limit, row.unit) : `${row.limit}x`,
      verdict,
    ];
  });
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function figure(value: number, unit = "s"): string {
  return unit === "s" ? `${value.toFixed(value < 10 ? 2 : 1)} s` : `${value.toFixed(2)} ${unit}`;
}
