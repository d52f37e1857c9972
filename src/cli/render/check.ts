import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Paint } from "../../base/paint.ts";
import type { Checked, UncheckedNodes } from "../../pipeline/checked.ts";
import { renderMany, renderSeconds } from "./numbers.ts";

/** What a check came to: what was left out and why, and the count. */
export function renderCheck(
  { nodes, tests, unchecked, findings, silenced }: Checked,
  diagnostics: readonly Diagnostic[],
  seconds: number,
  paint: Paint,
): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = [
    paint(errors > 0 ? "red" : "green", renderMany(errors, "error")),
    paint(warnings > 0 ? "yellow" : "dim", renderMany(warnings, "warning")),
  ];
  const ofRules = [
    ...(findings > 0 ? [`${renderMany(findings, "finding")} of rules`] : []),
    ...(silenced > 0 ? [`${silenced} silenced`] : []),
  ];
  const rules = ofRules.length > 0 ? ` (${ofRules.join(", ")})` : "";
  return [
    ...unchecked.map(renderUnchecked),
    `checked ${renderMany(nodes, "node")} and ${renderMany(tests, "test")} in ${renderSeconds(seconds)}: ${counts.join(", ")}${rules}`,
  ].join("\n");
}

/** The first nodes by name, and how many more nodes and tests there are. */
function renderUnchecked({ because, nodes, tests }: UncheckedNodes): string {
  const shown = nodes.slice(0, 5).map(nameOf);
  const more = [
    ...(nodes.length > shown.length ? [renderMany(nodes.length - shown.length, "more node")] : []),
    ...(tests.length > 0 ? [renderMany(tests.length, "test")] : []),
  ];
  return `not checked, because of ${nameOf(because)}: ${[...shown, ...more].join(", ")}`;
}

/** An id without its kind. */
function nameOf(id: string): string {
  return id.slice(id.indexOf(".") + 1);
}
