import { padText, truncateText } from "../../base/text-width.ts";
import type { Graph, NodeId } from "../../graph/types.ts";
import { renderReasons } from "../../run/render-reason.ts";
import type { NodeResult, NodeStatus, RunEvent, RunListener } from "../../run/types.ts";
import type { Terminal } from "../terminal.ts";
import { describeNode } from "./node-name.ts";
import { renderCount, renderMany, renderSeconds } from "./numbers.ts";

/** Prints a run as it happens: JSON lines, or a progress line on a terminal and plain lines elsewhere. */
export function createRunListener(terminal: Terminal, graph: Graph): RunListener {
  return terminal.json ? printEvents(terminal) : printLines(terminal, graph);
}

/** Up to so many nodes, a terminal too gets a line for each; above, only for those that need a look. */
const fewNodes = 60;

/** A line an event. What is reused appears in the last line alone: ten thousand lines would say nothing. */
function printEvents(terminal: Terminal): RunListener {
  return (event) => {
    if (event.kind === "node-finished" && event.result.status === "reused") return;
    terminal.printJson(event);
  };
}

function printLines(terminal: Terminal, graph: Graph): RunListener {
  const running = new Set<NodeId>();
  let done = 0;
  let total = 0;
  let drawnAt = 0;
  const name = (id: NodeId) => {
    const node = graph.nodes[id];
    return node ? describeNode(node) : id;
  };
  const draw = (always = false) => {
    const now = Date.now();
    if (!always && now - drawnAt < 80) return;
    drawnAt = now;
    const names = [...running].map((id) => name(id)).join(", ");
    terminal.progress(
      running.size === 0
        ? ""
        : truncateText(`${renderCount(done)}/${renderCount(total)} ${names}`, terminal.columns - 1),
    );
  };
  const handlers: { readonly [K in RunEvent["kind"]]: (event: Extract<RunEvent, { kind: K }>) => void } = {
    started: (event) => {
      total = event.total;
      const reused = event.reused > 0 ? `, ${renderCount(event.reused)} unchanged` : "";
      terminal.say(`${renderMany(event.total, "node")} to run${reused}`);
    },
    "node-started": ({ id }) => {
      running.add(id);
      draw();
    },
    "node-finished": ({ result, ...event }) => {
      running.delete(result.id);
      done = event.done;
      total = event.total;
      const plain = !terminal.interactive || total <= fewNodes;
      if (result.status !== "reused" && (plain || result.status !== "success"))
        terminal.say(renderLine(result, name, event, terminal));
      draw(result.status !== "reused" && (plain || result.status !== "success"));
    },
    waiting: ({ holder }) => terminal.say(`waiting for ${holder}, which holds the database file`),
    message: ({ text }) => terminal.say(text),
    finished: () => terminal.progress(""),
  };
  return (event) => (handlers[event.kind] as (event: RunEvent) => void)(event);
}

const statusStyles = {
  success: "green",
  warn: "yellow",
  error: "red",
  fail: "red",
  skipped: "dim",
  reused: "dim",
  interrupted: "yellow",
} as const;

const statusWords: Readonly<Record<NodeStatus, string>> = {
  success: "ok",
  warn: "warn",
  error: "error",
  fail: "fail",
  skipped: "skip",
  reused: "reused",
  interrupted: "stopped",
};

function renderLine(
  result: NodeResult,
  name: (id: NodeId) => string,
  progress: { readonly done: number; readonly total: number },
  { paint }: Terminal,
): string {
  const width = String(progress.total).length;
  const counter = `${String(progress.done).padStart(width)}/${progress.total}`;
  const status = paint(statusStyles[result.status], padText(statusWords[result.status], 7));
  return `${paint("dim", counter)} ${status} ${name(result.id)}${paint("dim", renderRemark(result, name))}`;
}

/** What became of a training set's rows, and whether they are those of before. */
function renderVersion(version: NodeResult["version"]): readonly string[] {
  if (version === undefined) return [];
  const { incomplete, horizon, purged, purge } = version;
  return [
    ...leftOut(incomplete, "dropped", horizon, ["is not over", "are not over"]),
    ...leftOut(purged, "purged", purge, ["goes past the part", "go past the part"]),
    `${version.isNew ? "version" : "again version"} ${version.version}`,
  ];
}

/** `2 dropped: their 60 days are not over` */
function leftOut(
  rows: number,
  how: string,
  length: string | undefined,
  [singular, plural]: readonly [string, string],
): readonly string[] {
  if (rows === 0 || length === undefined) return [];
  const because = `${length} ${length.startsWith("1 ") ? singular : plural}`;
  return [`${renderCount(rows)} ${how}: ${rows === 1 ? "its" : "their"} ${because}`];
}

function renderRemark(result: NodeResult, name: (id: NodeId) => string): string {
  if (result.status === "skipped") return result.because ? `  ${name(result.because)} failed` : "";
  const tests = result.tests.filter((test) => test.status !== "skipped");
  const parts = [
    result.rows === undefined ? "" : renderMany(result.rows, "row"),
    ...renderVersion(result.version),
    result.entities === undefined ? "" : `${renderMany(result.entities, "entity", "entities")} anew`,
    tests.length > 0 ? renderMany(tests.length, "test") : "",
    renderSeconds(result.elapsed),
    result.reasons.length > 0 && result.reasons.some((reason) => reason.kind !== "new")
      ? renderReasons(result.reasons)
      : "",
  ];
  return `  ${parts.filter(Boolean).join(", ")}`;
}
