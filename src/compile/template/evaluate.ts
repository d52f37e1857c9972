import type { Span } from "../../base/span.ts";
import { spanOf } from "../../template/place.ts";
import type {
  Block,
  Call,
  Expression,
  Location,
  Partial,
  Path,
  Program,
  Statement,
} from "../../template/syntax.ts";
import { isSimpleName } from "../../template/syntax.ts";

/** What a template can call and see. Everything a helper cannot do it reports; rendering goes on with nothing in its place. */
export interface Environment {
  readonly helpers: Readonly<Record<string, Helper>>;
  /** Finds a macro's parsed partial and fills its arguments; undefined after reporting why not. */
  openPartial(name: string, args: Readonly<Record<string, unknown>>, site: Site): OpenedPartial | undefined;
  /** Called for a name that is neither a helper nor in the context. */
  reportUnknown(name: string, site: Site, called: boolean): void;
  reportProblem(problem: string, site: Site): void;
}

export type Helper = (call: HelperCall) => unknown;

export interface HelperCall {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly hash: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  readonly site: Site;
}

/** Where a call stands: its place, and the calls of the macros around it, innermost first. */
export interface Site {
  readonly span: Span;
  readonly callers: readonly Span[];
}

export interface OpenedPartial {
  readonly program: Program;
  readonly file: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Which part of the rendered text came from which place; `exact` where characters map one to one. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
  readonly exact: boolean;
}

/**
 * Renders a template straight from its syntax tree, without escaping, as Handlebars renders it. Covers what `needsRuntime` lets
 * through. Segments are gathered only where asked for.
 */
export function evaluateTemplate(
  program: Program,
  context: unknown,
  environment: Environment,
  options: { readonly file: string; readonly segments?: Segment[] },
): string {
  const frame: Frame = {
    context,
    parents: [],
    data: { root: context },
    file: options.file,
    callers: [],
    environment,
  };
  return renderProgram(
    program,
    frame,
    options.segments === undefined ? undefined : { segments: options.segments, offset: 0 },
  );
}

interface Frame {
  readonly context: unknown;
  /** Enclosing contexts, innermost first: `../` is the first. */
  readonly parents: readonly unknown[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly callers: readonly Span[];
  readonly environment: Environment;
}

/** Where the text under way will stand in the whole. */
interface Tracker {
  readonly segments: Segment[];
  readonly offset: number;
}

function renderProgram(program: Program | undefined, frame: Frame, tracker: Tracker | undefined): string {
  if (program === undefined) return "";
  let text = "";
  for (const statement of program.body) {
    const here = tracker && { segments: tracker.segments, offset: tracker.offset + text.length };
    text += renderStatement(statement, frame, here);
  }
  return text;
}

function renderStatement(statement: Statement, frame: Frame, tracker: Tracker | undefined): string {
  switch (statement.type) {
    case "ContentStatement":
      if (tracker !== undefined) track(tracker, statement.value, contentSpan(statement, frame.file), true);
      return statement.value;
    case "MustacheStatement": {
      const value = evaluateCall(statement, frame, false);
      const text = value === undefined || value === null ? "" : String(value);
      if (tracker !== undefined) track(tracker, text, spanOf(statement.loc, frame.file), false);
      return text;
    }
    case "BlockStatement":
      return renderBlock(statement, frame, tracker);
    case "PartialStatement":
      return renderPartial(statement, frame, tracker);
    default:
      return "";
  }
}

/* ------------------------------------------------------------------ blocks */

const builtinBlocks: ReadonlySet<string> = new Set(["if", "unless", "each", "with"]);

/** Any other helper makes a condition: `{{#eq a b}} ... {{else}} ... {{/eq}}`. */
function renderBlock(block: Block, frame: Frame, tracker: Tracker | undefined): string {
  const name = block.path.type === "PathExpression" ? block.path.original : "";
  if (name === "raw") return renderProgram(block.program, frame, tracker);
  if (!builtinBlocks.has(name))
    return renderProgram(evaluateCall(block, frame, true) ? block.program : block.inverse, frame, tracker);
  const [first] = block.params;
  if (first === undefined || block.params.length > 1) {
    frame.environment.reportProblem(`#${name} takes exactly one argument`, siteOf(block.loc, frame));
    return "";
  }
  const value = evaluate(first, frame);
  if (name === "each") return renderEach(block, value, frame, tracker);
  if (name === "with")
    return isEmpty(value)
      ? renderProgram(block.inverse, frame, tracker)
      : renderProgram(block.program, enter(frame, value), tracker);
  const includeZero = evaluateHash(block, frame).includeZero;
  const holds = !((!includeZero && !value) || isEmpty(value));
  return renderProgram(holds === (name === "if") ? block.program : block.inverse, frame, tracker);
}

function renderEach(block: Block, value: unknown, frame: Frame, tracker: Tracker | undefined): string {
  const entries: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isIterable(value)
      ? [...value].map((item, index) => [index, item] as const)
      : value !== null && typeof value === "object"
        ? Object.entries(value)
        : [];
  if (entries.length === 0) return renderProgram(block.inverse, frame, tracker);
  let text = "";
  for (const [index, [key, item]] of entries.entries()) {
    const data = { ...frame.data, key, index, first: index === 0, last: index === entries.length - 1 };
    const here = tracker && { segments: tracker.segments, offset: tracker.offset + text.length };
    text += renderProgram(block.program, { ...enter(frame, item), data }, here);
  }
  return text;
}

function enter(frame: Frame, context: unknown): Frame {
  return context === frame.context
    ? frame
    : { ...frame, context, parents: [frame.context, ...frame.parents] };
}

function isEmpty(value: unknown): boolean {
  return (!value && value !== 0) || (Array.isArray(value) && value.length === 0);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return value !== null && typeof value === "object" && Symbol.iterator in value;
}

/* ------------------------------------------------------------------ partials */

function renderPartial(partial: Partial, frame: Frame, tracker: Tracker | undefined): string {
  const site = siteOf(partial.loc, frame);
  const name =
    partial.name.type === "PathExpression" ? partial.name.original : String(evaluate(partial.name, frame));
  const opened = frame.environment.openPartial(name, evaluateHash(partial, frame), site);
  if (opened === undefined) return "";
  const [first] = partial.params;
  const given = first === undefined ? frame.context : evaluate(first, frame);
  const context = Object.keys(opened.args).length > 0 ? { ...(given as object), ...opened.args } : given;
  const inner: Frame = {
    ...frame,
    context,
    parents: [],
    file: opened.file,
    callers: [site.span, ...site.callers],
  };
  const indent = partial.indent ?? "";
  if (indent === "") return renderProgram(opened.program, inner, tracker);
  const own: Tracker | undefined = tracker && { segments: [], offset: 0 };
  return indentLines(renderProgram(opened.program, inner, own), indent, own?.segments ?? [], tracker);
}

/** Indents each line but an empty last one, moving the segments along. */
function indentLines(
  text: string,
  indent: string,
  inner: readonly Segment[],
  tracker: Tracker | undefined,
): string {
  const lines = text.split("\n");
  const last = lines.length - 1;
  let before = 0;
  let out = "";
  for (const [index, line] of lines.entries()) {
    if (index === last && line === "") break;
    out += indent;
    const end = before + line.length + (index < last ? 1 : 0);
    if (tracker !== undefined)
      for (const segment of inner)
        if (segment.start < end && segment.end > before)
          tracker.segments.push(cutSegment(segment, text, before, end, tracker.offset + out.length - before));
    out += text.slice(before, end);
    before = end;
  }
  return out;
}

/** The part of a segment that stands in one line of its text. */
function cutSegment(segment: Segment, text: string, from: number, to: number, shift: number): Segment {
  const start = Math.max(segment.start, from);
  const { span, exact } = segment;
  const lines = text.slice(segment.start, start).split("\n").length - 1;
  return {
    start: start + shift,
    end: Math.min(segment.end, to) + shift,
    // A part that is not the first begins a line of its source, too.
    span: lines > 0 && exact ? { ...span, line: span.line + lines, column: 1 } : span,
    exact,
  };
}

/* ------------------------------------------------------------------ expressions */

function evaluate(expression: Expression, frame: Frame): unknown {
  switch (expression.type) {
    case "StringLiteral":
    case "NumberLiteral":
    case "BooleanLiteral":
      return expression.value;
    case "NullLiteral":
      return null;
    case "UndefinedLiteral":
      return undefined;
    case "SubExpression":
      return evaluateCall(expression, frame, true);
    case "PathExpression":
      return resolvePath(expression, frame);
  }
}

/** A call with arguments, or in parentheses, is a helper's; a bare name is a helper's first and the context's otherwise. */
function evaluateCall(call: Call, frame: Frame, nested: boolean): unknown {
  const path = call.path as Path;
  const called = nested || call.params.length > 0 || call.hash !== undefined;
  if (!called && !isSimpleName(path)) return resolvePath(path, frame);
  const name = path.parts[0] ?? "";
  const helper =
    isSimpleName(path) && Object.hasOwn(frame.environment.helpers, name) && frame.environment.helpers[name];
  if (helper)
    return helper({
      name,
      args: call.params.map((param) => evaluate(param, frame)),
      hash: evaluateHash(call, frame),
      context: frame.context,
      site: siteOf(call.loc, frame),
    });
  if (!called) {
    const value = resolvePath(path, frame);
    if (value !== undefined || hasOwn(frame.context, name)) return value;
  }
  frame.environment.reportUnknown(path.original, siteOf(call.loc, frame), called);
  return undefined;
}

function evaluateHash(call: { readonly hash?: Call["hash"] }, frame: Frame): Record<string, unknown> {
  const hash: Record<string, unknown> = {};
  for (const { key, value } of call.hash?.pairs ?? []) hash[key] = evaluate(value, frame);
  return hash;
}

function resolvePath(path: Path, frame: Frame): unknown {
  let value: unknown = path.data
    ? frame.data
    : path.depth === 0
      ? frame.context
      : frame.parents[path.depth - 1];
  for (const part of path.parts) {
    if (value === undefined || value === null) return value;
    value = hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }
  return value;
}

/** Only own properties are seen, so that a template cannot reach into the prototypes. */
function hasOwn(value: unknown, key: string): boolean {
  return value !== undefined && value !== null && Object.hasOwn(value as object, key);
}

/* ------------------------------------------------------------------ places */

function siteOf(loc: Location, frame: Frame): Site {
  return { span: spanOf(loc, frame.file), callers: frame.callers };
}

function track(tracker: Tracker, text: string, span: Span, exact: boolean): void {
  if (text === "") return;
  tracker.segments.push({ start: tracker.offset, end: tracker.offset + text.length, span, exact });
}

/** Where the text that whitespace control left begins. */
function contentSpan(content: { original: string; value: string; loc: Location }, file: string): Span {
  const cut = Math.max(0, content.original.indexOf(content.value));
  let { line, column } = content.loc.start;
  for (const character of content.original.slice(0, cut))
    if (character === "\n") {
      line++;
      column = 0;
    } else column++;
  return { file, line, column: column + 1 };
}
