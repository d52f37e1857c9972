import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import { findSuggestion } from "../base/suggest.ts";
import { gatedNode } from "../graph/order.ts";
import type { Node, NodeId, TestNode } from "../graph/types.ts";
import type { Json, MacroDefinition } from "../project/definitions.ts";
import { parseDependencyText } from "../template/dependency-text.ts";
import { checkArguments } from "./data-tests/check-arguments.ts";
import type { ArgumentShape, DataTestSql } from "./data-tests/data-test.ts";
import { dataTests, findDataTest } from "./data-tests/index.ts";
import { isEphemeral } from "./ephemeral.ts";
import { anyFailure, parseFailureCondition } from "./failure-condition.ts";
import type { RowFilter } from "./references.ts";
import { type Compilation, inlineEphemerals, joinPieces, renderBody } from "./render-node.ts";
import { readStatement } from "./statement-text.ts";
import type { CompiledTest, FailureCondition } from "./types.ts";

/** Failing rows kept where a test does not say how many. */
const defaultLimit = 100;

/** Compiles a data test; undefined after reporting why it cannot be. Tests see every row, also under `--sample`. */
export function compileTest(compilation: Compilation, node: TestNode): CompiledTest | undefined {
  const { settings } = node;
  const conditions = readConditions(compilation, node);
  const sql = node.testType === "singular" ? singularTest(compilation, node) : genericTest(compilation, node);
  if (sql === undefined || conditions === undefined) return undefined;
  const { failures, from, scan } = sql;
  return {
    id: node.id,
    gates: gatedNode(compilation.graph, node),
    failures,
    ...(scan !== undefined && from !== undefined && { scan: { from, ...scan } }),
    severity: settings.severity ?? "error",
    ...conditions,
    limit: settings.limit ?? defaultLimit,
    storeFailures: settings.store_failures ?? true,
    textHash: hashOf(failures),
  };
}

type TestSql = DataTestSql & { readonly from?: string };

const everything: RowFilter = { reduce: false };

/* ------------------------------------------------------------------ SQL */

function singularTest(compilation: Compilation, node: TestNode): TestSql | undefined {
  const file = node.template?.file ?? node.file;
  const before = compilation.problems.length;
  const body = renderBody(compilation, {
    file,
    text: compilation.options.readText(file),
    reader: node,
    filter: everything,
  });
  const { kind } = readStatement(body.text);
  if (kind !== "one" && compilation.problems.length === before) {
    const code = kind === "none" ? "Q0463" : "Q0462";
    compilation.problems.push(diagnose(code, { name: node.name }, { span: { file, line: 1, column: 1 } }));
  }
  const failures = joinPieces(inlineEphemerals(compilation, body, everything));
  const { where } = node.settings;
  if (where === undefined) return { failures };
  return { failures: `select * from (\n${failures}\n) where ${renderText(compilation, node, where)}` };
}

function genericTest(compilation: Compilation, node: TestNode): TestSql | undefined {
  const { options, graph, problems } = compilation;
  const name = node.test ?? "";
  const attached = node.attachedTo === undefined ? undefined : graph.nodes[node.attachedTo];
  if (attached === undefined) return undefined;
  const from = fromOf(compilation, node, attached);
  const given = Object.fromEntries(
    Object.entries(node.arguments).map(([key, value]) => [key, renderJson(compilation, node, value)]),
  );

  const found = findDataTest(name);
  const macro = findMacro(compilation, name, found !== undefined);
  if (macro !== undefined) return { from, ...macroTest(compilation, node, macro, from, given) };
  if (found === undefined) {
    const known = [...Object.keys(dataTests), ...Object.keys(options.macros)];
    const suggestion = findSuggestion(name, known);
    problems.push(diagnose("Q0470", { test: name, ...(suggestion && { suggestion }) }, { span: node.span }));
    return undefined;
  }
  const report = (problem: Diagnostic): void => void problems.push(problem);
  const { column: _column, column_name: _name, ...rest } = given;
  const column = node.column ?? textOf(given.column) ?? textOf(given.column_name);
  const ownsColumn = Object.hasOwn(found.test.arguments, "column");
  const checked = checkArguments(name, found.test, ownsColumn ? given : rest, node.span, report);
  if (column === undefined && found.test.column === "required") {
    report(diagnose("Q0475", { test: name }, { span: node.span }));
    return undefined;
  }
  if (checked === undefined) return undefined;
  const quote = quoter(compilation, attached);
  let relationMissing = false;
  const sql = found.test.compile({
    from,
    ...(column !== undefined && found.test.column !== "none" && { column: quote(column) }),
    arguments: checked,
    dialect: options.dialect,
    now: options.now,
    quote,
    relation: (argument) => {
      const relation = relationOfArgument(
        compilation,
        node,
        argument,
        found.test.arguments[argument],
        checked[argument],
      );
      if (relation === undefined) relationMissing = true;
      return relation ?? "";
    },
  });
  if (relationMissing) return undefined;
  if ("problem" in sql) {
    report(diagnose("Q0476", { test: name, problem: sql.problem }, { span: node.span }));
    return undefined;
  }
  return { from, ...sql };
}

/** The tested relation; ephemeral nodes as a subselect, and `where` around it. */
function fromOf(compilation: Compilation, node: TestNode, attached: Node): string {
  const plain = relationText(compilation, attached.id);
  const { where } = node.settings;
  return where === undefined
    ? plain
    : `(select * from ${plain} where ${renderText(compilation, node, where)})`;
}

function relationText(compilation: Compilation, id: NodeId): string {
  const text = compilation.references.render(id, everything);
  if (!isEphemeral(compilation.graph.nodes[id])) return text;
  const body = {
    text: `select * from ${text}`,
    vars: {},
    macros: [],
    readsIncremental: false,
    ephemerals: [id],
  };
  return `(\n${joinPieces(inlineEphemerals(compilation, body, everything))}\n)`;
}

/** Quotes a column's name. What the node does not declare and has brackets is taken for an expression. */
function quoter(compilation: Compilation, attached: Node): (name: string) => string {
  const { dialect } = compilation.options;
  return (name) => {
    if (!/[()]/.test(name)) return dialect.quoteName(name);
    const declared = "columns" in attached && attached.columns.some((column) => column.name === name);
    return declared ? dialect.quoteName(name) : name;
  };
}

function relationOfArgument(
  compilation: Compilation,
  node: TestNode,
  argument: string,
  shape: ArgumentShape | undefined,
  value: Json | undefined,
): string | undefined {
  const names = [argument, ...(shape?.aliases ?? [])];
  const known = names.map((name) => node.argumentNodes?.[name]).find((id) => id !== undefined);
  if (known !== undefined) return relationText(compilation, known);
  const { references, session } = compilation;
  const text = String(value);
  const written = parseDependencyText(text, node.span);
  const call = written ?? { call: "ref" as const, arguments: [text], span: node.span };
  const reader = written === undefined ? { name: node.name, package: node.package } : node;
  const id = references.find(call, reader, session.report);
  if (id === undefined) return undefined;
  // A plain name that the graph did not take for a node: the test would not wait for it.
  if (!node.dependsOn.includes(id)) {
    const expected = `written as ref "${text}"`;
    session.report(
      diagnose(
        "Q0473",
        { test: node.test ?? "", argument, expected, given: JSON.stringify(text) },
        { span: node.span },
      ),
    );
    return undefined;
  }
  return relationText(compilation, id);
}

/* ------------------------------------------------------------------ macros as tests */

/** `macros/test_NAME.hbs` comes before a test of ours, `macros/NAME.hbs` after it. */
function findMacro({ options }: Compilation, name: string, isBuiltIn: boolean): MacroDefinition | undefined {
  const bare = name.slice(name.indexOf(".") + 1);
  const names = isBuiltIn ? [`test_${bare}`] : [`test_${bare}`, bare];
  const found = names.find((candidate) => Object.hasOwn(options.macros, candidate));
  return found === undefined ? undefined : options.macros[found];
}

/** The macro gets `model`, `column` and the arguments; a macro that declares its parameters gets those of the first two that it declares. */
function macroTest(
  compilation: Compilation,
  node: TestNode,
  macro: MacroDefinition,
  model: string,
  given: Readonly<Record<string, Json>>,
): DataTestSql {
  const attached = compilation.graph.nodes[node.attachedTo ?? node.id];
  const column =
    node.column === undefined || attached === undefined
      ? undefined
      : quoter(compilation, attached)(node.column);
  const relations = Object.fromEntries(
    Object.entries(node.argumentNodes ?? {}).map(([key, id]) => [key, relationText(compilation, id)]),
  );
  const values: Record<string, unknown> = {
    model,
    ...(column !== undefined && { column, column_name: column }),
    ...given,
    ...relations,
  };
  const declared =
    macro.kind === "handlebars" ? macro.parameters?.map((parameter) => parameter.name) : undefined;
  const passed = Object.keys(values).filter(
    (key) => declared === undefined || declared.includes(key) || Object.hasOwn(given, key),
  );
  const call =
    macro.kind === "handlebars"
      ? `{{> ${macro.name} ${passed.map((key) => `${key}=test.${key}`).join(" ")}}}`
      : `{{${macro.name} ${passed.map((key) => `${key}=test.${key}`).join(" ")}}}`;
  const body = renderBody(compilation, {
    file: node.span.file,
    text: call,
    reader: node,
    filter: everything,
    context: { test: values },
    at: node.span,
  });
  return { failures: joinPieces(inlineEphemerals(compilation, body, everything)) };
}

/* ------------------------------------------------------------------ settings */

function readConditions(
  { problems }: Compilation,
  node: TestNode,
): { readonly warnIf: FailureCondition; readonly errorIf: FailureCondition } | undefined {
  const read = (setting: "warn_if" | "error_if"): FailureCondition | undefined => {
    const text = node.settings[setting];
    if (text === undefined) return anyFailure;
    const condition = parseFailureCondition(text);
    if (condition === undefined) problems.push(diagnose("Q0474", { setting, text }, { span: node.span }));
    return condition;
  };
  const warnIf = read("warn_if");
  const errorIf = read("error_if");
  return warnIf && errorIf && { warnIf, errorIf };
}

/** Texts in settings and arguments may be templates. An argument that is one call as a whole stays as it is. */
function renderText(compilation: Compilation, node: TestNode, text: string): string {
  if (!text.includes("{{")) return text;
  const body = renderBody(compilation, {
    file: node.span.file,
    text,
    reader: node,
    filter: everything,
    at: node.span,
  });
  return body.text;
}

function renderJson(compilation: Compilation, node: TestNode, value: Json): Json {
  if (typeof value === "string")
    return parseDependencyText(value, node.span) === undefined ? renderText(compilation, node, value) : value;
  if (Array.isArray(value)) return value.map((item) => renderJson(compilation, node, item as Json));
  return value;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
