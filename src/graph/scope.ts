import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import type { DependencyCall, Project } from "../project/definitions.ts";
import type { TemplateFacts } from "../project/template-facts.ts";
import type { Declared, DeclaredFeature, DeclaredRelation, DeclaredSource } from "./declare.ts";
import { createMacroReach, type MacroReach } from "./macro-reach.ts";
import { indexNames, type NameIndex } from "./name-index.ts";
import { type CallResolver, createCallResolver, type Link, type Reader } from "./resolve-calls.ts";

export interface ResolveOptions {
  /** Renders a template whose refs are not literal, to learn what it reads. Without it such a template is an error. */
  readonly renderDependencies?: (template: TemplateFacts) => Outcome<readonly DependencyCall[]>;
  /** Moment against which deprecation dates are held; without it they are not looked at. */
  readonly now?: Date;
}

/** What building a node needs to know about the rest of the project. */
export interface Scope {
  readonly index: NameIndex;
  readonly calls: CallResolver;
  readonly reach: (template: TemplateFacts) => MacroReach;
  /** Every call of a template: its own, those of its macros, and those that only rendering shows. */
  readonly linksOf: (template: TemplateFacts, reader: Reader) => TemplateLinks;
  /** The macro that a test is, where it is one. */
  readonly findTestMacro: (test: string) => string | undefined;
  readonly report: (problem: Diagnostic) => void;
}

export interface TemplateLinks {
  readonly links: readonly Link[];
  readonly macros: readonly string[];
  /** Something it reads is disabled. */
  readonly disabled: boolean;
}

/** Prepares names, macros and messages once for the whole project. */
export function openScope(
  project: Project,
  declared: readonly Declared[],
  options: ResolveOptions,
  problems: Diagnostic[],
): Scope {
  const index = indexNames(project.config.name, declared.filter(isNamed), declared.filter(isSource));
  const calls = createCallResolver(index, problems);
  const reach = createMacroReach(project.macros, problems);

  const linksOf = (template: TemplateFacts, reader: Reader): TemplateLinks => {
    const reached = reach(template);
    let own = template.dependencies;
    if (template.dynamic || reached.dynamic) {
      if (options.renderDependencies) {
        const rendered = options.renderDependencies(template);
        problems.push(...rendered.diagnostics);
        own = [...own, ...rendered.value];
      } else {
        const span = { file: template.file, line: 1, column: 1 };
        problems.push(diagnose("Q0110", { node: reader.name }, { span }));
      }
    }
    const { links, disabled } = resolveAll(own, reached.calls, calls, reader);
    return { links, disabled, macros: reached.names };
  };
  const report = (problem: Diagnostic) => void problems.push(problem);
  return { index, calls, reach, linksOf, findTestMacro: createTestMacroFinder(project), report };
}

/** `macros/test_NAME` comes before `macros/NAME`; a package's name in front says nothing. Few tests are asked about many times. */
function createTestMacroFinder({ macros }: Project): Scope["findTestMacro"] {
  const found = new Map<string, string | undefined>();
  return (test) => {
    if (found.has(test)) return found.get(test);
    const bare = test.slice(test.indexOf(".") + 1);
    const macro = [`test_${bare}`, bare].find((name) => Object.hasOwn(macros, name));
    found.set(test, macro);
    return macro;
  };
}

/** Resolves calls, those of macros after a node's own, to links: each target once, in order of appearance. */
export function resolveAll(
  own: readonly DependencyCall[],
  inMacros: MacroReach["calls"],
  calls: CallResolver,
  reader: Reader,
): { readonly links: readonly Link[]; readonly disabled: boolean } {
  const links: Link[] = [];
  let disabled = false;
  for (const call of own) disabled = addLink(links, calls.resolve(call, reader)) || disabled;
  for (const { call, macro } of inMacros) {
    disabled = addLink(links, calls.resolve(call, reader, macro)) || disabled;
  }
  return { links, disabled };
}

/** Keeps a link whose target is new; true where there is none because its target is disabled. */
function addLink(links: Link[], link: Link | "disabled" | undefined): boolean {
  if (link === "disabled") return true;
  if (link && !links.some((other) => other.serial === link.serial)) links.push(link);
  return false;
}

/** What a ref finds. */
function isNamed(node: Declared): node is DeclaredRelation | DeclaredFeature {
  return node.kind !== "source" && node.kind !== "exposure" && node.kind !== "test";
}

function isSource(node: Declared): node is DeclaredSource {
  return node.kind === "source";
}
