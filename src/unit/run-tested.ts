import type { Session } from "../adapters/adapter.ts";
import { type Diagnostic, diagnose, hasErrors } from "../base/diagnostic.ts";
import { materialize } from "../compile/materializations/index.ts";
import { strategyOf } from "../compile/materializations/settings.ts";
import { tableColumns } from "../compile/materializations/table-columns.ts";
import { batchesToFill, fillBatch } from "../compile/microbatch.ts";
import { skipBlank } from "../compile/statement-text.ts";
import type { Batch, Column, CompiledNode, Situation, Step } from "../compile/types.ts";
import type { CompiledUnitTest } from "../compile/unit-tests/types.ts";
import type { ResolvedSettings } from "../graph/types.ts";
import { dropStaging } from "../rows/staging.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";
import { fillTable } from "./fill-table.ts";
import { type RowsTested, stageTested } from "./stage-tested.ts";

export interface TestedWork extends RowsTested {
  readonly test: CompiledUnitTest;
  readonly now: Date;
}

/** Where the result is, in order of its rows; or what is wrong with the test. */
export type Tested = { readonly table: string } | { readonly problems: readonly Diagnostic[] };

/** The table that holds a result. No user's has its name. */
const resultTable = "quern_result";

/** Runs what is tested over the tables that are there. The engine's refusals are thrown. */
export async function runTested(work: TestedWork): Promise<Tested> {
  const { test, subject, session } = work;
  const { tested, expect } = test;
  if (tested.kind === "macro") return keep(await macroSelect(tested.text, work), session);
  const { node } = tested;
  const settings = subject?.settings;
  const isHistory = settings?.materialized === "snapshot";
  const grows = isHistory || settings?.materialized === "incremental";
  if (expect.of === "select" && test.before === undefined)
    return { problems: [diagnose("Q0918", {}, { span: expect.span })] };
  const addsRows = grows && (test.before !== undefined || isHistory);
  if (settings === undefined || !addsRows || node.relation === null)
    return overRows(node, undefined, work, ({ select }) => keep(select, session));
  return runGrowing({ ...work, settings, compiled: node, relation: node.relation });
}

/** Does the work with the node over its rows, where a function computes them; with the node as it is where it is statements. */
async function overRows(
  node: CompiledNode,
  own: Relation | undefined,
  work: TestedWork,
  run: (node: CompiledNode) => Promise<Tested>,
): Promise<Tested> {
  const staging = await stageTested(node, own, work);
  if (staging === undefined) return run(node);
  const tested = await run(staging.node);
  await dropStaging(staging, work.session, work.dialect);
  return tested;
}

async function keep(select: string, session: Session): Promise<Tested> {
  await session.run(`create table ${resultTable} as\n${select}`);
  return { table: resultTable };
}

/**
 * What the engine can parse is a SELECT, unless it is in brackets; anything else is an expression, over the rows of the first table that is
 * given.
 */
async function macroSelect(text: string, { test, session, dialect }: TestedWork): Promise<string> {
  const isBracketed = text[skipBlank(text, 0)] === "(";
  if (!isBracketed && (await session.canonical(text)) !== null) return text;
  const input = test.inputs.find(({ node }) => node === undefined);
  return `select ${text} as result${input ? ` from ${dialect.renderRelation(input.relation)}` : ""}`;
}

interface Growing extends TestedWork {
  readonly settings: ResolvedSettings;
  readonly compiled: CompiledNode;
  readonly relation: Relation;
}

/** An incremental model or a snapshot: puts the rows of before into its table, and does to it what a build does. */
async function runGrowing(work: Growing): Promise<Tested> {
  const { test, settings, compiled, relation, session, dialect } = work;
  const table = dialect.renderRelation(relation);
  const columns = tableColumns(settings, await session.describe(compiled.select));
  if (test.before) {
    const request = { name: "this", table, columns, rows: test.before, span: test.before.span };
    const problems = await fillTable(request, session, dialect);
    if (problems.length > 0) return { problems };
  }
  const own = test.before && relation;
  return overRows(compiled, own, work, (node) => growTable(work, node, { table, columns }));
}

async function growTable(
  work: Growing,
  compiled: CompiledNode,
  { table, columns }: { readonly table: string; readonly columns: readonly Column[] },
): Promise<Tested> {
  const { test, node, settings, session, dialect } = work;
  const batches = batchesOf(work);
  const selects = incomingSelects(compiled, batches, dialect);
  if (test.expect.of === "select")
    return keep(selects.map((select) => `select * from (\n${select}\n)`).join("\nunion all\n"), session);
  const situation: Situation = {
    existing: test.before ? { kind: "table", columns } : null,
    fullRefresh: false,
    selectColumns: await describeFirst(selects, session),
    now: work.now,
    scratch: "quern_scratch",
    ...(batches && { batches }),
  };
  const { value: steps, diagnostics } = materialize(compiled, settings, situation, dialect);
  if (hasErrors(diagnostics))
    return { problems: diagnostics.map((problem) => ({ ...problem, span: node.span })) };
  await runSteps(steps, session);
  return { table };
}

/** What is before `now` counts as filled, but for the batches that every build looks back at. */
function batchesOf({ settings, now }: Growing): readonly Batch[] | undefined {
  if (settings.materialized !== "incremental" || strategyOf(settings) !== "microbatch") return undefined;
  return batchesToFill(settings, [{ start: new Date(-8e15), end: now }], now);
}

function incomingSelects(
  { select, incrementalSelect, batchSelect }: CompiledNode,
  batches: readonly Batch[] | undefined,
  dialect: Dialect,
): readonly string[] {
  if (batches === undefined || batchSelect === undefined) return [incrementalSelect ?? select];
  return batches.map((batch) => fillBatch(batchSelect, batch, dialect));
}

async function describeFirst(selects: readonly string[], session: Session): Promise<readonly Column[]> {
  const [first] = selects;
  return first === undefined ? [] : session.describe(first);
}

/** Steps that say something of the warehouse rather than of the rows are left out. */
const leftOut: ReadonlySet<Step["kind"]> = new Set(["hook", "comment", "grant", "publish", "write"]);

async function runSteps(steps: readonly Step[], session: Session): Promise<void> {
  let before = 0;
  for (const step of steps) {
    if (leftOut.has(step.kind) || (step.ifNoRows && before > 0)) continue;
    before = (await session.run(step.sql)).rowsChanged;
  }
}
