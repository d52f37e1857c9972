import { EngineError, type Row, type Session } from "../adapters/adapter.ts";
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from "../base/diagnostic.ts";
import { findRefusal } from "../compile/materializations/refusal.ts";
import type { Column } from "../compile/types.ts";
import type { CompiledUnitTest } from "../compile/unit-tests/types.ts";
import type { Graph, TestableNode, UnitTestNode } from "../graph/types.ts";
import { describeSubject, isTestable } from "../graph/unit-tests.ts";
import type { RowsCaller } from "../rows/rows-caller.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";
import { checkResult } from "./check-result.ts";
import { fillTable, reasonOf } from "./fill-table.ts";
import { findUnfrozen, freezeClock } from "./freeze-clock.ts";
import { runTested } from "./run-tested.ts";
import type { ColumnsOf, UnitOutcome } from "./types.ts";

/** What unit tests need of the outside. */
export interface UnitContext {
  readonly graph: Graph;
  readonly dialect: Dialect;
  readonly columnsOf: ColumnsOf;
  /** The moment of a test whose clock runs. */
  readonly now: Date;
  /** What calls the functions of the rows models that are tested; asked for where there are some. */
  readonly rows: () => Promise<RowsCaller>;
  /** Tells what the engine refused in what is tested. */
  readonly describe: (error: EngineError, test: UnitTestNode) => Diagnostic;
}

/** Runs a unit test in an empty database: makes its inputs, runs what it tests over them and compares. */
export async function runUnitTest(
  test: CompiledUnitTest,
  session: Session,
  context: UnitContext,
): Promise<UnitOutcome> {
  const node = nodeOf(test, context);
  const ran = await runOver(test, node, session, context);
  if (ran.table === undefined) return { status: "error", failures: 0, diagnostics: ran.problems };
  const subject = describeSubject(node.subject, context.graph.nodes);
  const check = { test, name: node.name, subject, table: ran.table };
  try {
    const outcome = await checkResult(check, session, context.dialect);
    return { ...outcome, diagnostics: [...ran.problems, ...outcome.diagnostics] };
  } catch (error) {
    return failed(error, node, context);
  }
}

/** What comes out of what is tested, whatever the test expects. */
export async function observeUnitTest(
  test: CompiledUnitTest,
  session: Session,
  context: UnitContext,
): Promise<Observed> {
  const node = nodeOf(test, context);
  const { table, problems } = await runOver(test, node, session, context);
  if (table === undefined) return { columns: [], rows: [], problems };
  const select = `select * from ${table}`;
  return {
    columns: await session.describe(select),
    rows: await session.rows(`${select} order by rowid`),
    problems,
  };
}

export interface Observed {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly problems: readonly Diagnostic[];
}

function nodeOf(test: CompiledUnitTest, { graph }: UnitContext): UnitTestNode {
  const node = graph.nodes[test.id];
  if (node?.kind !== "unit_test") throw new Error(`${test.id} is no unit test`);
  return node;
}

/** Makes the inputs and runs what is tested over them; without a table where that could not be done. */
async function runOver(
  test: CompiledUnitTest,
  node: UnitTestNode,
  session: Session,
  context: UnitContext,
): Promise<{ readonly table?: string; readonly problems: readonly Diagnostic[] }> {
  const { dialect, rows } = context;
  const prepared = await prepareInputs(test, node, session, context);
  if (hasErrors(prepared)) return { problems: prepared };
  const now = test.now === undefined ? context.now : new Date(test.now);
  const subject = subjectOf(node, context.graph);
  try {
    for (const { relation, select } of test.views)
      await session.run(`create view ${dialect.renderRelation(relation)} as\n${select}`);
    const tested = await runTested({ test, node, subject, rows, now, session, dialect });
    if ("problems" in tested) return { problems: [...prepared, ...tested.problems] };
    return { table: tested.table, problems: prepared };
  } catch (error) {
    const { diagnostics } = failed(error, node, context);
    return { problems: [...prepared, ...diagnostics] };
  }
}

/** What the engine refused, and what is wrong with a function, as an outcome; anything else, an interruption too, is thrown on. */
function failed(error: unknown, node: UnitTestNode, context: UnitContext): UnitOutcome {
  if (error instanceof DiagnosticError)
    return { status: "error", failures: 0, diagnostics: error.diagnostics };
  if (!(error instanceof EngineError) || error.interrupted) throw error;
  return { status: "error", failures: 0, diagnostics: [explain(error, node, context)] };
}

/** Makes the tables that a test reads; returns what is wrong with its rows, and what of its clock does not stand. */
async function prepareInputs(
  test: CompiledUnitTest,
  node: UnitTestNode,
  session: Session,
  context: Pick<UnitContext, "dialect" | "columnsOf">,
): Promise<readonly Diagnostic[]> {
  const { dialect, columnsOf } = context;
  const problems: Diagnostic[] = [];
  await createSchemas(relationsOf(test), session, dialect);
  if (test.now !== undefined) {
    await freezeClock(session, new Date(test.now), dialect);
    for (const call of await findUnfrozen(session, statementsOf(test), dialect))
      problems.push(diagnose("Q0917", { call }, { span: node.now?.span ?? node.span }));
    if (test.tested.kind === "node" && test.tested.node.rows)
      problems.push(diagnose("Q0924", { model: node.subjectName }, { span: node.now?.span ?? node.span }));
  }
  for (const input of test.inputs) {
    const request = {
      name: `"${input.name}"`,
      table: dialect.renderRelation(input.relation),
      columns: input.node === undefined ? undefined : columnsOf(input.node),
      types: input.types,
      rows: input.rows,
      span: input.rows?.span ?? node.span,
    };
    problems.push(...(await fillTable(request, session, dialect)));
  }
  return problems;
}

function subjectOf({ subject }: UnitTestNode, graph: Graph): TestableNode | undefined {
  const tested = subject.kind === "node" ? graph.nodes[subject.node] : undefined;
  return isTestable(tested) ? tested : undefined;
}

function relationsOf({ inputs, views, tested }: CompiledUnitTest): readonly Relation[] {
  const own = tested.kind === "node" && tested.node.relation ? [tested.node.relation] : [];
  return [...own, ...[...inputs, ...views].map(({ relation }) => relation)];
}

function statementsOf({ tested, views }: CompiledUnitTest): readonly string[] {
  if (tested.kind === "macro") return [tested.text, `select ${tested.text}`];
  const { select, incrementalSelect, batchSelect } = tested.node;
  return [select, incrementalSelect, batchSelect, ...views.map((view) => view.select)].filter(
    (sql) => sql !== undefined,
  );
}

async function createSchemas(
  relations: readonly Relation[],
  session: Session,
  dialect: Dialect,
): Promise<void> {
  const databases = new Set(relations.flatMap(({ database }) => (database === undefined ? [] : [database])));
  for (const database of databases) await session.run(`attach ':memory:' as ${dialect.quoteName(database)}`);
  const names = relations.map(({ database, schema }) =>
    [database, schema].flatMap((part) => (part === undefined ? [] : [dialect.quoteName(part)])).join("."),
  );
  for (const name of new Set(names)) await session.run(`create schema if not exists ${name}`);
}

/** Rows that break a rule of the materialisation say so themselves. */
function explain(error: EngineError, node: UnitTestNode, context: UnitContext): Diagnostic {
  const refusal = findRefusal(error.message);
  if (refusal) return { ...refusal, span: node.expect.span };
  if (node.subject.kind === "node") return context.describe(error, node);
  const parameters = { test: node.name, reason: reasonOf(error) };
  return diagnose("Q0914", parameters, { span: node.span, cause: error.message, sql: error.sql });
}
