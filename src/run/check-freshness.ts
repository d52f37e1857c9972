import { statSync } from "node:fs";
import { EngineError, type Session } from "../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { shortReason } from "../bind/engine-diagnostic.ts";
import type { Graph, NodeId, SourceNode } from "../graph/types.ts";
import { absolute, findFiles, isRemote } from "./sources/find-files.ts";
import { renderSourceTable } from "./sources/source-table.ts";

/** How old a source's data is, and what that means. `error` is too old; `runtime error` could not be read. */
export interface FreshnessResult {
  readonly id: NodeId;
  readonly status: "pass" | "warn" | "error" | "runtime error";
  /** The latest load time, ISO, UTC; absent where there are no rows or no files. */
  readonly maxLoadedAt?: string;
  readonly checkedAt: string;
  /** Seconds. */
  readonly age?: number;
  readonly warnAfter?: number;
  readonly errorAfter?: number;
  /** Seconds the check took. */
  readonly elapsed: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FreshnessOptions {
  /** Absolute path of the project. */
  readonly root: string;
  /** Asked about columns; a function is called only where a source has one. */
  readonly session: Session | (() => Promise<Session>);
  readonly now: Date;
  /** What stands after FROM to read a source. */
  readonly sourceFrom: (source: SourceNode) => string;
}

/**
 * Compares the age of sources with their `warn_after` and `error_after`. The age counts from the latest value of the freshness column;
 * for files without one, from the newest file's modification time. Sources without `freshness` are left out; one without any row is as
 * old as can be.
 */
export async function checkFreshness(
  graph: Graph,
  ids: Iterable<NodeId>,
  options: FreshnessOptions,
): Promise<readonly FreshnessResult[]> {
  const results: FreshnessResult[] = [];
  for (const id of ids) {
    const node = graph.nodes[id];
    if (node?.kind === "source" && hasLimits(node)) results.push(await checkSource(node, options));
  }
  return results;
}

function hasLimits({ freshness }: SourceNode): boolean {
  return freshness?.warnAfter !== undefined || freshness?.errorAfter !== undefined;
}

async function checkSource(source: SourceNode, options: FreshnessOptions): Promise<FreshnessResult> {
  const start = performance.now();
  const { warnAfter, errorAfter } = source.freshness ?? {};
  const common = {
    id: source.id,
    checkedAt: options.now.toISOString(),
    ...(warnAfter !== undefined && { warnAfter }),
    ...(errorAfter !== undefined && { errorAfter }),
  };
  const elapsed = () => (performance.now() - start) / 1000;
  try {
    const latest = await readLatest(source, options);
    const age = latest === undefined ? undefined : (options.now.getTime() - latest.getTime()) / 1000;
    const verdict = judgeAge(source, age);
    return {
      ...common,
      ...verdict,
      ...(latest && { maxLoadedAt: latest.toISOString() }),
      ...(age !== undefined && { age }),
      elapsed: elapsed(),
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const reason = shortReason(error.message);
    const place = { span: source.span, cause: error.message, sql: error.sql };
    const diagnostics = [diagnose("Q0616", { source: nameOf(source), reason }, place)];
    return { ...common, status: "runtime error", elapsed: elapsed(), diagnostics };
  }
}

async function readLatest(source: SourceNode, options: FreshnessOptions): Promise<Date | undefined> {
  const column = source.freshness?.column;
  if (column === undefined && source.path !== undefined && !isRemote(source.path))
    return newestFile(source.path, options.root);
  const session = typeof options.session === "function" ? await options.session() : options.session;
  if (column === undefined)
    throw new EngineError("a source that is a table, or behind a URL, needs freshness.column", { sql: "" });
  const from = source.path === undefined ? renderSourceTable(source) : options.sourceFrom(source);
  const filter = source.freshness?.filter === undefined ? "" : ` WHERE ${source.freshness.filter}`;
  const [row] = await session.rows(
    `SELECT epoch_ms(CAST(max(${column}) AS TIMESTAMP)) AS latest FROM ${from}${filter}`,
  );
  return row?.latest === null || row?.latest === undefined ? undefined : new Date(Number(row.latest));
}

function newestFile(path: string, root: string): Date | undefined {
  const times = findFiles(root, path).map((file) => statSync(absolute(root, file)).mtimeMs);
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

function judgeAge(
  source: SourceNode,
  age: number | undefined,
): Pick<FreshnessResult, "status" | "diagnostics"> {
  const { warnAfter, errorAfter } = source.freshness ?? {};
  const seconds = age ?? Number.POSITIVE_INFINITY;
  const parameters = { source: nameOf(source), age: renderSeconds(seconds) };
  const place = { span: source.span };
  if (errorAfter !== undefined && seconds > errorAfter)
    return {
      status: "error",
      diagnostics: [diagnose("Q0615", { ...parameters, limit: renderSeconds(errorAfter) }, place)],
    };
  if (warnAfter !== undefined && seconds > warnAfter)
    return {
      status: "warn",
      diagnostics: [diagnose("Q0614", { ...parameters, limit: renderSeconds(warnAfter) }, place)],
    };
  return { status: "pass", diagnostics: [] };
}

function nameOf({ source, name }: SourceNode): string {
  return `${source}.${name}`;
}

/** The two largest units: `2 d 3 h`. */
function renderSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "endlessly";
  const parts: string[] = [];
  let left = Math.max(0, Math.round(seconds));
  for (const [unit, size] of [
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}
