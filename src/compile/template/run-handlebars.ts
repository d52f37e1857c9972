import { createRequire } from "node:module";
import type { Span } from "../../base/span.ts";
import { spanOf } from "../../template/place.ts";
import type { Location, Path, Program, Statement } from "../../template/syntax.ts";
import type { Environment, Site } from "./evaluate.ts";

/**
 * Renders a template by Handlebars' own compiler and runtime: for what `evaluateTemplate` leaves out. Some fifty times slower, mostly in
 * compiling. Says the same through the same environment; an error of Handlebars itself is reported at the template.
 */
export function runHandlebars(
  program: Program,
  context: unknown,
  environment: Environment,
  options: { readonly file: string; readonly partials: readonly string[] },
): string {
  const engine = loadHandlebars().create();
  const stack: { file: string; callers: readonly Span[] }[] = [{ file: options.file, callers: [] }];
  const here = (loc?: Location): Site => {
    const { file, callers } = stack[stack.length - 1] ?? { file: options.file, callers: [] };
    return { span: loc === undefined ? { file, line: 1, column: 1 } : spanOf(loc, file), callers };
  };

  for (const [name, helper] of Object.entries(environment.helpers))
    engine.registerHelper(name, function (this: unknown, ...values: unknown[]) {
      const call = values.pop() as HandlebarsCall;
      const value = helper({ name, args: values, hash: call.hash, context: this, site: here(call.loc) });
      if (call.fn === undefined) return value;
      return value ? call.fn(this) : call.inverse?.(this);
    });
  engine.registerHelper(nothing, () => "");
  engine.registerHelper("raw", function (this: unknown, call: unknown) {
    return (call as HandlebarsCall).fn?.(this);
  });
  engine.registerHelper("helperMissing", (...values: unknown[]) => {
    const call = values.pop() as HandlebarsCall;
    environment.reportUnknown(
      call.name,
      here(call.loc),
      values.length > 0 || Object.keys(call.hash).length > 0,
    );
  });
  for (const name of options.partials)
    engine.registerPartial(name, (given: unknown, call: RuntimeOptions) => {
      const site = here();
      const opened = environment.openPartial(name, call.hash ?? {}, site);
      if (opened === undefined) return "";
      stack.push({ file: opened.file, callers: [site.span, ...site.callers] });
      const template = engine.compile(startAsText(opened.program), compileOptions);
      const text = template({ ...(given as object), ...opened.args }, call);
      stack.pop();
      return text;
    });

  try {
    return engine.compile(startAsText(program), compileOptions)(context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    environment.reportProblem(message.replace(/ - \d+:\d+$/, ""), here());
    return "";
  }
}

/** White space was seen to by the parser; Handlebars sees to it again in a tree it is given, unless told not to. */
const compileOptions = { noEscape: true, ignoreStandalone: true };

/** A helper that prints nothing; no user's helper has the name. */
const nothing = "__quern__nothing";

/**
 * A copy of a template in which each program starts with a text. Without escaping, Handlebars joins values by `+`, so that two numbers side
 * by side would be added; it also changes the tree that it compiles.
 */
function startAsText(program: Program): Program {
  const copy = structuredClone(program) as { body: Statement[] } & Program;
  prefix(copy);
  return copy;
}

function prefix(program: { body: Statement[] }): void {
  for (const statement of program.body) {
    const { program: inner, inverse } = statement as { program?: typeof program; inverse?: typeof program };
    if (inner !== undefined) prefix(inner);
    if (inverse !== undefined) prefix(inverse);
  }
  const loc: Location = { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
  const path: Path = {
    type: "PathExpression",
    original: nothing,
    data: false,
    depth: 0,
    parts: [nothing],
    loc,
  };
  program.body.unshift({ type: "MustacheStatement", path, params: [], loc });
}

interface HandlebarsCall {
  readonly name: string;
  readonly hash: Readonly<Record<string, unknown>>;
  readonly loc?: Location;
  readonly fn?: (context: unknown) => string;
  readonly inverse?: (context: unknown) => string;
}

interface RuntimeOptions {
  readonly hash?: Readonly<Record<string, unknown>>;
}

interface Engine {
  create(): Engine;
  registerHelper(name: string, helper: (this: unknown, ...values: unknown[]) => unknown): void;
  registerPartial(name: string, partial: (context: unknown, options: RuntimeOptions) => string): void;
  compile(
    program: Program,
    options: typeof compileOptions,
  ): (context: unknown, options?: RuntimeOptions) => string;
}

const load = createRequire(import.meta.url);
let handlebars: Engine | undefined;

function loadHandlebars(): Engine {
  handlebars ??= load("handlebars") as Engine;
  return handlebars;
}
