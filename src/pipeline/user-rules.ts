import { EngineError } from "../adapters/adapter.ts";
import { findAdapter } from "../adapters/registry.ts";
import { type Diagnostic, diagnose, hasErrors } from "../base/diagnostic.ts";
import { shortReason } from "../bind/engine-diagnostic.ts";
import type { Bound } from "../bind/types.ts";
import { type CompiledRule, compileRule } from "../compile/compile-rule.ts";
import type { RuleDefinition } from "../project/definitions.ts";
import type { RuleFindings } from "../rules/find-findings.ts";
import { tablesToLoad } from "../rules/load-tables.ts";
import { openNodeFinder, readRuleRows } from "../rules/read-rule-rows.ts";
import { compileOptions } from "./compile-options.ts";
import type { Loaded } from "./loaded.ts";

/** What the project's own rules found, and what is wrong with the rules. */
export interface UserFindings {
  readonly found: readonly RuleFindings[];
  readonly problems: readonly Diagnostic[];
  /** Rules that could not be asked. */
  readonly broken: ReadonlySet<string>;
}

/** Asks rules over the catalog's tables, in a DuckDB in memory that sees nothing else. */
export async function runUserRules(
  loaded: Loaded,
  bound: Bound,
  rules: readonly RuleDefinition[],
): Promise<UserFindings> {
  const options = await compileOptions(loaded, {});
  const problems: Diagnostic[] = [];
  const broken = new Set<string>();
  const found: RuleFindings[] = [];
  const compiled = rules.flatMap((rule): (readonly [RuleDefinition, CompiledRule])[] => {
    const { value, diagnostics } = compileRule(rule, loaded.graph, options);
    problems.push(...diagnostics);
    if (!hasErrors(diagnostics)) return [[rule, value]];
    broken.add(rule.name);
    return [];
  });
  if (compiled.length === 0) return { found, problems, broken };
  const adapter = await findAdapter("duckdb");
  const warehouse = await adapter.open({ location: ":memory:", baseFolder: loaded.root });
  try {
    const session = await warehouse.connect();
    const texts = compiled.map(([, { sql }]) => sql);
    for (const table of tablesToLoad(texts, { graph: loaded.graph, bound }, warehouse.dialect)) {
      await session.run(table.statement);
      await session.appendBatches({ schema: "main", name: table.name }, table.batches());
    }
    await session.run("set enable_external_access = false");
    const findNode = openNodeFinder(loaded.graph);
    for (const [rule, statement] of compiled) {
      try {
        const rows = await session.rows(statement.sql);
        const read = readRuleRows(rule, rows, findNode);
        problems.push(...read.problems);
        if (read.problems.length > 0) broken.add(rule.name);
        found.push({ rule: rule.name, findings: read.findings });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        broken.add(rule.name);
        problems.push(wrongRule(rule, statement, error));
      }
    }
  } finally {
    await warehouse.close();
  }
  return { found, problems, broken };
}

function wrongRule(rule: RuleDefinition, { locate }: CompiledRule, error: EngineError): Diagnostic {
  const span = (error.position === undefined ? undefined : locate(error.position)) ?? rule.span;
  const parameters = { rule: rule.name, reason: shortReason(error.message) };
  return diagnose("Q0882", parameters, { span, cause: error.message, sql: error.sql });
}
