import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { stableJson } from "../../base/hash.ts";
import { renderSpan, type Span } from "../../base/span.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { DependencyCall, HandlebarsMacro, Json, TypeScriptMacro } from "../../project/definitions.ts";
import { parseTemplate } from "../../template/parse-template.ts";
import type { Program } from "../../template/syntax.ts";
import type { CompileOptions } from "../options.ts";
import type { Environment, Helper, HelperCall, OpenedPartial, Segment, Site } from "./evaluate.ts";
import { evaluateTemplate } from "./evaluate.ts";
import { pureHelpers } from "./helpers.ts";
import { needsRuntime } from "./needs-runtime.ts";
import { runHandlebars } from "./run-handlebars.ts";

/** What one rendering depends on, besides the options. */
export interface RenderRequest {
  /** File of the template, for places. */
  readonly file: string;
  readonly text: string;
  /** SQL of a ref or source; undefined after reporting why there is none. */
  readonly reference: (call: DependencyCall, site: Site) => string | undefined;
  /** Name of the node, as `{{model.name}}`. */
  readonly name?: string;
  /** SQL of `{{this}}`. */
  readonly self?: string;
  readonly incremental?: boolean;
  /** More names that the template sees: arguments of a test that is a macro. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Where the text stands that is not a file of its own: every problem in it is shown there. */
  readonly at?: Span;
  /** Asks for the places of the rendered text. */
  readonly segments?: Segment[];
}

/** The rendered text and what it read on the way. */
export interface Rendered {
  readonly text: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Macros called, each once, in call order. */
  readonly macros: readonly string[];
  /** `incremental` was looked at: the other value may give another text. */
  readonly readsIncremental: boolean;
}

/** Renders templates of one project with one set of options; parsed macros are kept between calls. */
export interface RenderSession {
  render(request: RenderRequest): Rendered;
  /** Adds a problem unless it is there already; one in a text that is no file of its own is moved to its `at`. */
  report(problem: Diagnostic): void;
  readonly problems: Diagnostic[];
}

/** Deepest nesting of macros; beyond it they call each other without end. */
const deepest = 60;

/** Opens a session for the project of a name. What goes wrong is gathered in `problems`, each problem once. */
export function openRenderSession(
  options: CompileOptions,
  { problems = [], project = "" }: { readonly problems?: Diagnostic[]; readonly project?: string } = {},
): RenderSession {
  const partials = new Map<string, { readonly program: Program; readonly full: boolean } | undefined>();
  const reported = new Set<string>();
  let current: Current = idle;

  const report = (found: Diagnostic): undefined => {
    const { at, file } = current.request;
    const diagnostic = at !== undefined && found.span?.file === file ? { ...found, span: at } : found;
    const { span } = diagnostic;
    const key = `${diagnostic.code} ${span === undefined ? "" : renderSpan(span)} ${diagnostic.message}`;
    if (!reported.has(key)) problems.push(diagnostic);
    reported.add(key);
    return undefined;
  };
  const place = (site: Site) => ({
    span: site.span,
    hint:
      site.callers.length === 0
        ? undefined
        : `Called from ${site.callers.map(renderSpan).join(", called from ")}.`,
  });
  const misuse = (call: HelperCall, problem: string): undefined =>
    report(diagnose("Q0458", { helper: call.name, problem }, place(call.site)));

  const helpers: Record<string, Helper> = {};
  for (const [name, macro] of Object.entries(options.macros))
    if (macro.kind === "typescript") helpers[name] = (call) => callFunction(macro, call);
  for (const [name, helper] of Object.entries(pureHelpers(options.dialect)))
    helpers[name] = (call) => helper(call.args, call);
  helpers.ref = (call) => reference("ref", call);
  helpers.source = (call) => reference("source", call);
  helpers.var = readVariable;
  helpers.env = readEnvironment;
  for (const silent of ["config", "params", "doc"]) helpers[silent] = () => "";

  function reference(kind: "ref" | "source", call: HelperCall): unknown {
    const names = call.args.map(String);
    const fits = kind === "ref" ? names.length === 1 || names.length === 2 : names.length === 2;
    if (!fits || call.args.some((arg) => typeof arg !== "string" || arg === ""))
      return misuse(
        call,
        kind === "ref" ? "takes the name of a model" : "takes the names of a source and of a table",
      );
    const version = call.hash.v ?? call.hash.version;
    return current.request.reference(
      {
        call: kind,
        arguments: names,
        ...(version !== undefined && { version: String(version) }),
        span: call.site.span,
      },
      call.site,
    );
  }

  function readVariable(call: HelperCall): unknown {
    const [name, fallback] = call.args;
    if (typeof name !== "string") return misuse(call, "takes the name of a variable");
    const isSet = Object.hasOwn(options.vars, name);
    if (!isSet && call.args.length < 2) {
      const suggestion = findSuggestion(name, Object.keys(options.vars));
      return report(diagnose("Q0453", { name, ...(suggestion && { suggestion }) }, place(call.site)));
    }
    const value = isSet ? options.vars[name] : fallback;
    current.vars[name] = stableJson(value ?? null);
    return asPrintable(value);
  }

  function readEnvironment(call: HelperCall): unknown {
    const [name, fallback] = call.args;
    if (typeof name !== "string") return misuse(call, "takes the name of an environment variable");
    const value = options.environment[name] ?? fallback;
    if (value !== undefined) return value;
    const suggestion = findSuggestion(name, Object.keys(options.environment));
    return report(diagnose("Q0454", { name, ...(suggestion && { suggestion }) }, place(call.site)));
  }

  function callFunction(macro: TypeScriptMacro, call: HelperCall): unknown {
    current.macros.add(macro.name);
    const args = Object.keys(call.hash).length > 0 ? [...call.args, call.hash] : call.args;
    try {
      return options.callMacro(macro, args.map(unwrap));
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return report(diagnose("Q0457", { macro: macro.name }, { ...place(call.site), cause }));
    }
  }

  function openPartial(
    name: string,
    args: Readonly<Record<string, unknown>>,
    site: Site,
  ): OpenedPartial | undefined {
    const macro = Object.hasOwn(options.macros, name) ? options.macros[name] : undefined;
    if (macro === undefined || macro.kind !== "handlebars") {
      const known = Object.values(options.macros).flatMap((one) =>
        one.kind === "handlebars" ? [one.name] : [],
      );
      const suggestion = findSuggestion(name, known);
      return report(diagnose("Q0460", { name, ...(suggestion && { suggestion }) }, place(site)));
    }
    current.macros.add(name);
    if (site.callers.length > deepest)
      return report(diagnose("Q0461", { macro: name }, { span: site.callers.at(-1) ?? site.span }));
    const parsed = parsePartial(macro);
    if (parsed === undefined) return undefined;
    const filled = fillArguments(macro, args, site);
    return filled && { program: parsed.program, file: macro.file, args: filled };
  }

  function parsePartial(macro: HandlebarsMacro): { program: Program; full: boolean } | undefined {
    if (!partials.has(macro.name)) {
      const program = parse(macro.file, options.readText(macro.file));
      partials.set(macro.name, program && { program, full: needsRuntime(program) });
    }
    return partials.get(macro.name);
  }

  function fillArguments(
    macro: HandlebarsMacro,
    args: Readonly<Record<string, unknown>>,
    site: Site,
  ): Readonly<Record<string, unknown>> | undefined {
    if (macro.parameters === null) return args;
    const known = macro.parameters.map((parameter) => parameter.name);
    let complete = true;
    for (const argument of Object.keys(args)) {
      if (known.includes(argument)) continue;
      const suggestion = findSuggestion(argument, known);
      report(
        diagnose(
          "Q0455",
          { macro: macro.name, argument, known, ...(suggestion && { suggestion }) },
          place(site),
        ),
      );
      complete = false;
    }
    const filled: Record<string, unknown> = {};
    for (const parameter of macro.parameters) {
      if (Object.hasOwn(args, parameter.name)) filled[parameter.name] = args[parameter.name];
      else if (parameter.required) {
        report(diagnose("Q0456", { macro: macro.name, argument: parameter.name, known }, place(site)));
        complete = false;
      } else filled[parameter.name] = parameter.default;
    }
    return complete ? filled : undefined;
  }

  function parse(file: string, text: string): Program | undefined {
    const parsed = parseTemplate(text, "controlled");
    if ("program" in parsed) return parsed.program;
    const { reason, line, column } = parsed;
    return report(diagnose("Q0450", { reason }, { span: { file, line, column } }));
  }

  const environment: Environment = {
    helpers,
    openPartial,
    reportUnknown(name, site, called) {
      const seen = Object.keys(current.context).filter((key) => key !== "toString");
      const suggestion = findSuggestion(
        name,
        called ? Object.keys(helpers) : [...seen, ...Object.keys(helpers)],
      );
      report(diagnose(called ? "Q0451" : "Q0452", { name, ...(suggestion && { suggestion }) }, place(site)));
    },
    reportProblem(reason, site) {
      report(diagnose("Q0464", { reason }, place(site)));
    },
  };

  /** A template that reaches a macro which needs the runtime needs it too. */
  function reachesRuntime(program: Program): boolean {
    if (needsRuntime(program)) return true;
    const all = Object.keys(options.macros);
    const waiting = [...partialNames(program, all)];
    const seen = new Set<string>();
    for (const name of waiting) {
      const macro = Object.hasOwn(options.macros, name) ? options.macros[name] : undefined;
      if (seen.has(name) || macro?.kind !== "handlebars") continue;
      seen.add(name);
      const parsed = parsePartial(macro);
      if (parsed?.full) return true;
      if (parsed) waiting.push(...partialNames(parsed.program, all));
    }
    return false;
  }

  /** What every template sees by name. `{{this}}` prints the context itself, hence its `toString`. */
  const plain = {
    get incremental() {
      current.readsIncremental = true;
      return current.request.incremental ?? false;
    },
    get model() {
      return { name: current.request.name ?? "" };
    },
    target: options.target,
    project: { name: project },
    run_started_at: options.now.toISOString(),
    execute: true,
    toString: () => current.request.self ?? "",
  };
  const seen = Object.getOwnPropertyDescriptors(plain);

  return {
    problems,
    report,
    render(request) {
      const before = current;
      const context =
        request.context === undefined
          ? plain
          : Object.defineProperties({}, { ...seen, ...Object.getOwnPropertyDescriptors(request.context) });
      current = { request, context, vars: {}, macros: new Set(), readsIncremental: false };
      const program = parse(request.file, request.text);
      const text =
        program === undefined
          ? ""
          : reachesRuntime(program)
            ? runHandlebars(program, context, environment, {
                file: request.file,
                partials: Object.keys(options.macros),
              })
            : evaluateTemplate(program, context, environment, request);
      const { vars, macros, readsIncremental } = current;
      current = before;
      return { text, vars, macros: [...macros], readsIncremental };
    },
  };
}

interface Current {
  readonly request: RenderRequest;
  readonly context: object;
  readonly vars: Record<string, string>;
  readonly macros: Set<string>;
  readsIncremental: boolean;
}

const idle: Current = {
  request: { file: "", text: "", reference: () => undefined },
  context: {},
  vars: {},
  macros: new Set(),
  readsIncremental: false,
};

/** Names of the partials of a template, wherever they stand in it; a dynamic name could be any. */
function* partialNames(program: Program, all: readonly string[]): Generator<string> {
  for (const statement of program.body) {
    if (statement.type === "PartialStatement") {
      if (statement.name.type === "PathExpression") yield statement.name.original;
      else yield* all;
    }
    if (statement.type !== "BlockStatement") continue;
    if (statement.program) yield* partialNames(statement.program, all);
    if (statement.inverse) yield* partialNames(statement.inverse, all);
  }
}

/** A map prints as JSON. */
function asPrintable(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.defineProperty({ ...value }, "toString", {
    value: () => JSON.stringify(value as Json),
    enumerable: false,
  });
}

/** `this` given to a function is its SQL. */
function unwrap(value: unknown): unknown {
  return value !== null && typeof value === "object" && Object.hasOwn(value, "run_started_at")
    ? String(value)
    : value;
}
