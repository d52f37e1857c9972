import type { Paint } from "../../base/paint.ts";
import type { JudgedDrift } from "../../run/statistics/render-statistics.ts";
import { renderTable } from "../render/rows.ts";
import { renderShare } from "./figures.ts";

/** What PSI is customarily read as (N. Siddiqi, Credit Risk Scorecards, 2006). */
const customary = { some: 0.1, much: 0.2 };

/** The figures of one reference. */
export interface DriftGroup {
  readonly reference: string;
  /** False: the build that was compared has been rolled back. */
  readonly isPublished: boolean;
  readonly drift: readonly JudgedDrift[];
}

/** Renders how far features have moved from one reference, those that moved most first. */
export function renderDriftTable(
  name: string,
  { reference, isPublished, drift }: DriftGroup,
  paint: Paint,
): string {
  const sorted = [...drift].sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0) || a.feature.localeCompare(b.feature));
  const table = renderTable(
    {
      columns: ["feature", "PSI", "KS", "p", "missing", "", ""],
      rows: sorted.map((each) => [
        each.feature,
        each.psi === null ? "" : each.psi.toFixed(3),
        renderKs(each),
        each.pValue === null ? "" : renderProbability(each.pValue),
        renderMissing(each),
        renderScale(each.psi),
        renderVerdict(each),
      ]),
      numeric: [false, true, true, true, true, false, false],
    },
    { paint },
  );
  const moved = drift.filter(({ psi }) => (psi ?? 0) > customary.much).length;
  const summary = moved === 0 ? "no feature has" : moved === 1 ? "1 feature has" : `${moved} features have`;
  const against = reference === "previous" ? "the build before" : reference;
  return [
    `${paint("bold", name)}  against ${against}${isPublished ? "" : paint("red", "  (not published)")}`,
    "",
    table,
    "",
    paint("dim", `${summary} moved much (PSI above ${customary.much})`),
  ].join("\n");
}

/** `0.123`, with how much larger it may be where that matters. */
function renderKs({ ks, ksError }: JudgedDrift): string {
  if (ks === null) return "";
  return ksError !== null && ksError >= 0.001 ? `${ks.toFixed(3)}+${ksError.toFixed(3)}` : ks.toFixed(3);
}

function renderProbability(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}

/** `3% -> 12%`; empty where nothing is missing on either side. */
function renderMissing({ nulls: { reference, current } }: JudgedDrift): string {
  if (reference === 0 && current === 0) return "";
  return `${renderShare(reference) || "0%"} → ${renderShare(current) || "0%"}`;
}

/** PSI as a bar of up to ten blocks, one for each 0.05. */
function renderScale(psi: number | null): string {
  return psi === null ? "" : "█".repeat(Math.min(10, Math.round(psi / 0.05)));
}

function renderVerdict({ psi, alert }: JudgedDrift): string {
  if (alert !== null) return alert;
  if (psi === null || psi <= customary.some) return "";
  return psi > customary.much ? "moved" : "moved a little";
}

/** A figure of drift as JSON has it. */
export function driftAsJson(name: string, { reference, isPublished, drift }: DriftGroup): unknown {
  const features = drift.map(({ reference: _reference, ...each }) => each);
  return { node: name, reference, isPublished, features };
}
