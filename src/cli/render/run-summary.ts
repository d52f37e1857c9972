import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Paint } from "../../base/paint.ts";
import { padText } from "../../base/text-width.ts";
import type { Graph, NodeKind } from "../../graph/types.ts";
import type { NodeResult, NodeStatus, Results, TestStatus } from "../../run/types.ts";
import { nodeSelector } from "./node-name.ts";
import { renderCount, renderSeconds } from "./numbers.ts";

/** Every problem of a run, in the order of its nodes. */
export function problemsOf(results: Results): readonly Diagnostic[] {
  return [
    ...(results.diagnostics ?? []),
    ...results.nodes.flatMap((node) => [
      ...node.diagnostics,
      ...node.tests.flatMap((test) => test.diagnostics),
    ]),
  ];
}

/** 130 where the run was stopped, 1 where something failed, 0 otherwise; warnings are fine. */
export function exitCodeOf(results: Results): 0 | 1 | 130 {
  if (results.interrupted) return 130;
  const failed = results.nodes.some(
    (node) =>
      node.status === "error" ||
      node.status === "fail" ||
      node.tests.some((test) => test.status === "fail" || test.status === "error"),
  );
  return failed || results.diagnostics?.some((d) => d.severity === "error") ? 1 : 0;
}

/**
 * Renders what came of a run: counts by kind, time, and the slowest nodes. Its problems are `problemsOf`.
 *
 * @param seconds how long the command took, reading and planning included
 */
export function renderSummary(results: Results, graph: Graph, seconds: number, paint: Paint): string {
  return `${renderCounts(results, graph, paint)}\n\n${renderTime(results, graph, seconds)}`;
}

const headings = ["ok", "unchanged", "warned", "failed", "skipped"] as const;
type Heading = (typeof headings)[number];

const headingStyles = {
  ok: "green",
  unchanged: "dim",
  warned: "yellow",
  failed: "red",
  skipped: "yellow",
} as const;

const nodeHeadings: Readonly<Record<NodeStatus, Heading>> = {
  success: "ok",
  reused: "unchanged",
  warn: "warned",
  error: "failed",
  fail: "failed",
  skipped: "skipped",
  interrupted: "skipped",
};

const testHeadings: Readonly<Record<TestStatus, Heading>> = {
  pass: "ok",
  warn: "warned",
  fail: "failed",
  error: "failed",
  skipped: "skipped",
};

const kinds: readonly (readonly [NodeKind, string])[] = [
  ["seed", "seeds"],
  ["snapshot", "snapshots"],
  ["model", "models"],
  ["feature_view", "features"],
  ["training_set", "training"],
];

/** A table: a row for seeds, snapshots, models, features and tests, where there are any; columns that are all zero are left out. */
function renderCounts(results: Results, graph: Graph, paint: Paint): string {
  const rows = kinds.map(([kind, label]) => ({
    label,
    counts: countBy(
      results.nodes
        .filter((node) => graph.nodes[node.id]?.kind === kind)
        .map((node) => nodeHeadings[node.status]),
    ),
  }));
  const tests = results.nodes.flatMap((node) => node.tests.map((test) => testHeadings[test.status]));
  const filled = [...rows, { label: "tests", counts: countBy(tests) }].filter(
    ({ counts }) => counts.size > 0,
  );
  if (filled.length === 0) return "nothing to do";
  const shown = headings.filter((heading) => filled.some(({ counts }) => counts.has(heading)));
  const cell = (text: string) => padText(text, columnWidth, "right");
  return [
    paint("dim", `${" ".repeat(columnWidth)}${shown.map(cell).join("")}`),
    ...filled.map(({ label, counts }) => {
      const cells = shown.map((heading) => {
        const count = counts.get(heading) ?? 0;
        return count === 0
          ? paint("dim", cell("-"))
          : paint(headingStyles[heading], cell(renderCount(count)));
      });
      return `${padText(label, columnWidth)}${cells.join("")}`;
    }),
  ].join("\n");
}

const columnWidth = 11;

function countBy(statuses: readonly Heading[]): ReadonlyMap<Heading, number> {
  const counts = new Map<Heading, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

const shownSlowest = 3;

function renderTime(results: Results, graph: Graph, seconds: number): string {
  const name = (node: NodeResult) => {
    const found = graph.nodes[node.id];
    return found ? nodeSelector(found) : node.id;
  };
  const slowest = results.nodes
    .filter((node) => node.elapsed >= 0.1)
    .sort((a, b) => b.elapsed - a.elapsed)
    .slice(0, shownSlowest)
    .map((node) => `${name(node)} ${renderSeconds(node.elapsed)}`);
  const verdict = { 0: "done", 1: "failed", 130: "interrupted" }[exitCodeOf(results)];
  const total = `${results.command} ${verdict} in ${renderSeconds(seconds)}`;
  return slowest.length > 0 ? `${total}; slowest: ${slowest.join(", ")}` : total;
}
