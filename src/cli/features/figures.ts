import type { FeatureKind } from "../../features/statistics/types.ts";
import { renderCount } from "../render/numbers.ts";

/**
 * A figure of a feature as a person reads it: `1,234`, `0.0123`, a moment as a date (`withTime`: and its time); empty where there is none.
 */
export function renderFigure(value: number | null, kind: FeatureKind = "number", withTime = false): string {
  if (value === null) return "";
  if (kind === "moment") return renderMoment(value, withTime);
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e9 || size < 1e-4) return value.toExponential(2).replace("e+", "e");
  if (size >= 1000) return `${value < 0 ? "-" : ""}${renderCount(size)}`;
  return String(Number(value.toPrecision(4)));
}

/** `12%`, `0.3%`, `<0.1%`; empty for none at all. */
export function renderShare(share: number): string {
  if (share === 0) return "";
  if (share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  return `${share < 0.1 ? (share * 100).toFixed(1).replace(/\.0$/, "") : Math.round(share * 100)}%`;
}

const bars = "▁▂▃▄▅▆▇█";

/** Counts as small bars, the highest one a full block; nothing at all is a blank. */
export function renderBars(counts: readonly number[]): string {
  const most = Math.max(...counts);
  if (!(most > 0)) return "";
  return counts
    .map((count) => (count <= 0 ? " " : bars[Math.max(0, Math.ceil((count / most) * bars.length) - 1)]))
    .join("");
}

/** `2024-01-31` or `2024-01-31 12:00`; numbers that no calendar reaches as they are. */
function renderMoment(seconds: number, withTime: boolean): string {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return String(seconds);
  return moment
    .toISOString()
    .slice(0, withTime ? 16 : 10)
    .replace("T", " ");
}
