import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { DependencyCall } from "../../template/dependency-text.ts";
import { spanOf } from "../../template/place.ts";
import type {
  Block,
  Expression,
  Literal,
  Mustache,
  Partial,
  PartialBlock,
  Path,
  Program,
  SubExpression,
} from "../../template/syntax.ts";
import type { Json } from "../definitions.ts";
import type { TemplateFacts } from "../template-facts.ts";
import { type HelperShape, templateHelpers, templateValues } from "../template-helpers.ts";

/** Walks a template's syntax tree once and collects its facts, checking the calls of known helpers. */
export function collectFacts(file: string, hash: string, program: Program): Outcome<TemplateFacts> {
  const collector: Collector = {
    file,
    dependencies: [],
    vars: [],
    envs: [],
    macros: [],
    config: {},
    configSpans: {},
    usesIncremental: false,
    usesThis: false,
    dynamic: false,
    parameters: null,
    diagnostics: [],
  };
  walkProgram(collector, program, { isTop: true, ownsThis: true, names: noNames });
  const { diagnostics, parameters, ...facts } = collector;
  return { value: { ...facts, hash, ...(parameters && { parameters }) }, diagnostics };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

interface Collector extends Omit<Writable<TemplateFacts>, "hash" | "config" | "configSpans" | "parameters"> {
  config: Record<string, Json>;
  configSpans: Record<string, Span>;
  parameters: Parameters | null;
  diagnostics: Diagnostic[];
}

type Parameters = NonNullable<TemplateFacts["parameters"]>;

/** What the surrounding blocks mean for a statement. */
interface Scope {
  readonly isTop: boolean;
  /** False within `each` and `with`, where `this` is the item. */
  readonly ownsThis: boolean;
  /** Block parameters (`as |x|`) in reach. */
  readonly names: readonly string[];
}

/** Something that is called: `{{x ...}}`, `{{#x ...}}`, `(x ...)`. */
type AnyCall = Mustache | Block | SubExpression;

const noNames: readonly string[] = [];

function walkProgram(collector: Collector, program: Program, scope: Scope): void {
  let isFirst = true;
  for (const statement of program.body) {
    switch (statement.type) {
      case "ContentStatement":
        if (isFirst && statement.value.trim() !== "") isFirst = false;
        break;
      case "CommentStatement":
        break;
      case "MustacheStatement":
        if (nameOf(statement.path) === "params") readParams(collector, statement, isFirst && scope.isTop);
        else walkCall(collector, statement, scope);
        isFirst = false;
        break;
      case "BlockStatement":
        walkBlock(collector, statement, scope);
        isFirst = false;
        break;
      case "PartialStatement":
      case "PartialBlockStatement":
        walkPartial(collector, statement, scope);
        isFirst = false;
        break;
      default:
        report(
          collector,
          diagnose(
            "Q0209",
            { what: "decorators ({{* x}})" },
            { span: spanOf(statement.loc, collector.file) },
          ),
        );
        isFirst = false;
    }
  }
}

function walkBlock(collector: Collector, block: Block, scope: Scope): void {
  walkCall(collector, block, scope);
  const name = nameOf(block.path);
  const changesThis = name === "each" || name === "with";
  const inner: Scope = {
    isTop: false,
    ownsThis: scope.ownsThis && !changesThis,
    names: block.program?.blockParams ? [...scope.names, ...block.program.blockParams] : scope.names,
  };
  if (block.program) walkProgram(collector, block.program, inner);
  if (block.inverse) walkProgram(collector, block.inverse, { ...scope, isTop: false });
}

function walkPartial(collector: Collector, partial: Partial | PartialBlock, scope: Scope): void {
  const span = spanOf(partial.loc, collector.file);
  if (partial.type === "PartialBlockStatement") {
    report(collector, diagnose("Q0209", { what: "partial blocks ({{#> x}})" }, { span }));
  }
  const { name } = partial;
  if (name.type === "PathExpression") {
    collector.macros.push({ name: name.original, span: spanOf(name.loc, collector.file), partial: true });
  } else if (name.type === "StringLiteral" || name.type === "NumberLiteral") {
    collector.macros.push({
      name: String(name.value),
      span: spanOf(name.loc, collector.file),
      partial: true,
    });
  } else {
    collector.dynamic = true;
    walkExpression(collector, name, scope);
  }
  walkArguments(collector, partial, scope);
}

/** `{{x ...}}`, `{{#x ...}}` and `(x ...)`. */
function walkCall(collector: Collector, call: AnyCall, scope: Scope): void {
  const name = nameOf(call.path);
  const isPlain = call.params.length === 0 && (call.hash === undefined || call.hash.pairs.length === 0);
  if (name !== undefined && isHelper(name) && !scope.names.includes(name)) {
    checkCall(collector, call, name, templateHelpers[name]);
    readHelper(collector, call, name, scope);
  } else if (isPlain && call.type !== "SubExpression") {
    walkExpression(collector, call.path, scope);
  } else if (name !== undefined && !scope.names.includes(name)) {
    collector.macros.push({ name, span: spanOf(call.path.loc, collector.file), partial: false });
  } else {
    walkExpression(collector, call.path, scope);
  }
  walkArguments(collector, call, scope);
}

function walkArguments(
  collector: Collector,
  call: { readonly params: readonly Expression[]; readonly hash?: AnyCall["hash"] },
  scope: Scope,
): void {
  for (const parameter of call.params) walkExpression(collector, parameter, scope);
  if (call.hash) for (const pair of call.hash.pairs) walkExpression(collector, pair.value, scope);
}

function walkExpression(collector: Collector, expression: Expression, scope: Scope): void {
  if (expression.type === "SubExpression") walkCall(collector, expression, scope);
  else if (expression.type === "PathExpression") readPath(collector, expression, scope);
}

/** A bare name: `this`, `incremental`, a value, a parameter, or a function macro without arguments. */
function readPath(collector: Collector, path: Path, scope: Scope): void {
  const [first] = path.parts;
  if (/^this\b/.test(path.original)) {
    if (scope.ownsThis) collector.usesThis = true;
    return;
  }
  if (path.data || path.depth > 0 || typeof first !== "string" || scope.names.includes(first)) return;
  if (first === "incremental") {
    collector.usesIncremental = true;
    return;
  }
  if (path.parts.length > 1 || isValue(first) || !scope.ownsThis) return;
  if (collector.parameters?.some((parameter) => parameter.name === first)) return;
  collector.macros.push({ name: first, span: spanOf(path.loc, collector.file), partial: false, bare: true });
}

function readHelper(collector: Collector, call: AnyCall, name: string, scope: Scope): void {
  switch (name) {
    case "ref":
    case "source":
      readDependency(collector, call, name);
      break;
    case "var":
    case "env":
      readVariable(collector, call, name);
      break;
    case "config":
      readConfig(collector, call, scope);
      break;
    case "params":
      report(collector, diagnose("Q0208", {}, { span: spanOf(call.loc, collector.file) }));
      break;
  }
}

function readDependency(collector: Collector, call: AnyCall, name: "ref" | "source"): void {
  const names = call.params.map(literalText);
  const version = call.hash?.pairs.find((pair) => pair.key === "v" || pair.key === "version");
  const versionText = version && literalText(version.value);
  if (names.some((part) => part === undefined) || (version && versionText === undefined)) {
    collector.dynamic = true;
    return;
  }
  const dependency: DependencyCall = {
    call: name,
    arguments: names as string[],
    ...(versionText !== undefined && { version: versionText }),
    span: spanOf((call.params.at(-1) ?? call).loc, collector.file),
  };
  if (names.length > 0) collector.dependencies.push(dependency);
}

function readVariable(collector: Collector, call: AnyCall, kind: "var" | "env"): void {
  const [first] = call.params;
  if (!first) return;
  const name = literalText(first);
  const span = spanOf(first.loc, collector.file);
  const hasDefault = call.params.length > 1;
  if (name === undefined) return;
  if (kind === "var") collector.vars.push({ name, hasDefault, span });
  else collector.envs.push({ name, hasDefault, span });
}

function readConfig(collector: Collector, call: AnyCall, scope: Scope): void {
  if (!scope.isTop || call.type !== "MustacheStatement") {
    report(collector, diagnose("Q0206", {}, { span: spanOf(call.loc, collector.file) }));
  }
  for (const { key, value, loc } of call.hash?.pairs ?? []) {
    if (!isLiteral(value)) {
      report(collector, diagnose("Q0205", { key }, { span: spanOf(value.loc, collector.file) }));
      continue;
    }
    collector.config[key] = value.value ?? null;
    collector.configSpans[key] = spanOf(loc, collector.file);
  }
}

/** `{{params events timeout="30 minutes"}}`: names without a default are required. */
function readParams(collector: Collector, call: AnyCall, isFirst: boolean): void {
  if (!isFirst) {
    report(collector, diagnose("Q0208", {}, { span: spanOf(call.loc, collector.file) }));
    return;
  }
  const parameters: Parameters[number][] = [];
  for (const param of call.params) {
    if (param.type === "PathExpression") parameters.push({ name: param.original, required: true });
    else report(collector, diagnose("Q0208", {}, { span: spanOf(param.loc, collector.file) }));
  }
  for (const { key, value } of call.hash?.pairs ?? []) {
    if (isLiteral(value)) parameters.push({ name: key, default: value.value ?? null, required: false });
    else report(collector, diagnose("Q0205", { key }, { span: spanOf(value.loc, collector.file) }));
  }
  collector.parameters = parameters;
}

function checkCall(collector: Collector, call: AnyCall, name: string, shape: HelperShape): void {
  const span = spanOf(call.path.loc, collector.file);
  const isBlock = call.type === "BlockStatement";
  if ((isBlock && shape.kind === "inline") || (!isBlock && shape.kind === "block")) {
    report(collector, diagnose("Q0210", { helper: name, isBlock: shape.kind === "block" }, { span }));
    return;
  }
  const given = call.params.length;
  if (given < shape.minArgs || given > shape.maxArgs) {
    report(
      collector,
      diagnose("Q0203", { helper: name, given, min: shape.minArgs, max: shape.maxArgs }, { span }),
    );
  }
  if (shape.hash === "any") return;
  for (const { key, loc } of call.hash?.pairs ?? []) {
    if (shape.hash.includes(key)) continue;
    const suggestion = findSuggestion(key, shape.hash);
    const place = { span: spanOf(loc, collector.file) };
    report(
      collector,
      diagnose("Q0204", { helper: name, key, known: shape.hash, ...(suggestion && { suggestion }) }, place),
    );
  }
}

function report(collector: Collector, diagnostic: Diagnostic): void {
  collector.diagnostics.push(diagnostic);
}

const isHelper = (name: string): name is keyof typeof templateHelpers => Object.hasOwn(templateHelpers, name);
const isValue = (name: string): boolean => (templateValues as readonly string[]).includes(name);

function nameOf(expression: Expression): string | undefined {
  if (expression.type !== "PathExpression" || expression.data || expression.depth > 0) return undefined;
  const [first] = expression.parts;
  return expression.parts.length === 1 && typeof first === "string" ? first : undefined;
}

function isLiteral(expression: Expression): expression is Literal {
  return expression.type !== "SubExpression" && expression.type !== "PathExpression";
}

function literalText(expression: Expression): string | undefined {
  if (!isLiteral(expression) || expression.value === undefined || expression.value === null) return undefined;
  return String(expression.value);
}
