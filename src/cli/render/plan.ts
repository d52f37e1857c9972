import type { Paint } from "../../base/paint.ts";
import { displayWidth, padText } from "../../base/text-width.ts";
import type { Graph } from "../../graph/types.ts";
import { renderReasons } from "../../run/render-reason.ts";
import type { Plan } from "../../run/types.ts";
import { describeNode } from "./node-name.ts";
import { renderMany } from "./numbers.ts";

/** Renders what a run would do: a line for each node that runs or is tested, with the reason; how many are left alone. */
export function renderPlan(plan: Plan, graph: Graph, paint: Paint): string {
  const working = plan.nodes.filter((node) => node.action !== "reuse");
  const named = working.map((node) => {
    const found = graph.nodes[node.id];
    return { ...node, name: found ? describeNode(found) : node.id };
  });
  const width = Math.max(0, ...named.map(({ name }) => displayWidth(name)));
  const lines = named.map(({ action, name, reasons, tests }) => {
    const verb = paint(action === "run" ? "green" : "cyan", padText(action === "run" ? "build" : "test", 6));
    const count = tests.length > 0 ? `, ${renderMany(tests.length, "test")}` : "";
    return `${verb}${padText(name, width)}  ${paint("dim", `${renderReasons(reasons)}${count}`)}`;
  });
  const left = plan.nodes.length - working.length;
  lines.push(`${renderMany(working.length, "node")} would run, ${left} unchanged`);
  return lines.join("\n");
}
