import type { Call, Expression, Program, Statement } from "../../template/syntax.ts";
import { isSimpleName } from "../../template/syntax.ts";

/** True where a template uses what only Handlebars' own runtime does: decorators, inline partials, partial blocks, block parameters, block helpers. */
export function needsRuntime(program: Program): boolean {
  return (program.blockParams?.length ?? 0) > 0 || program.body.some(statementNeedsRuntime);
}

function statementNeedsRuntime(statement: Statement): boolean {
  switch (statement.type) {
    case "ContentStatement":
    case "CommentStatement":
      return false;
    case "MustacheStatement":
      return callNeedsRuntime(statement);
    case "PartialStatement":
      return (
        statement.params.length > 1 ||
        (statement.name.type === "SubExpression" && expressionNeedsRuntime(statement.name)) ||
        expressionsNeedRuntime(statement)
      );
    case "BlockStatement":
      return (
        !isSimpleName(statement.path) ||
        isSection(statement) ||
        callNeedsRuntime(statement) ||
        (statement.program !== undefined && needsRuntime(statement.program)) ||
        (statement.inverse !== undefined && needsRuntime(statement.inverse))
      );
    default:
      return true;
  }
}

/** `{{#items}} ... {{/items}}`, whose meaning depends on the value. */
function isSection(block: Call): boolean {
  return (
    block.params.length === 0 &&
    block.hash === undefined &&
    block.path.type === "PathExpression" &&
    block.path.original !== "raw"
  );
}

/** A literal as the name of a call, and a helper reached by a path, are left to the runtime. */
function callNeedsRuntime(call: Call): boolean {
  if (call.path.type !== "PathExpression" || expressionNeedsRuntime(call.path)) return true;
  const called = call.params.length > 0 || call.hash !== undefined;
  return (called && !isSimpleName(call.path)) || expressionsNeedRuntime(call);
}

function expressionsNeedRuntime(call: Pick<Call, "params" | "hash">): boolean {
  return (
    call.params.some(expressionNeedsRuntime) ||
    (call.hash?.pairs.some((pair) => expressionNeedsRuntime(pair.value)) ?? false)
  );
}

function expressionNeedsRuntime(expression: Expression): boolean {
  if (expression.type === "PathExpression") return expression.data && expression.depth > 0;
  if (expression.type !== "SubExpression") return false;
  return !isSimpleName(expression.path) || callNeedsRuntime(expression);
}
