import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { DependencyCall, MacroDefinition, Project } from "../project/definitions.ts";
import type { TemplateFacts } from "../project/template-facts.ts";

/** What a template uses through macros. */
export interface MacroReach {
  /** Every macro reached, each once, in call order. */
  readonly names: readonly string[];
  /** The refs and sources inside them, which count for whoever calls. */
  readonly calls: readonly { readonly call: DependencyCall; readonly macro: string }[];
  /** A macro reached has a ref whose name is not literal. */
  readonly dynamic: boolean;
}

/**
 * Returns a function that follows the macros of a template, directly and through other macros. Macros that call each other in a
 * circle are reported once to `problems` and followed once. Names that are no macro are left to whoever renders.
 */
export function createMacroReach(
  macros: Project["macros"],
  problems: Diagnostic[],
): (template: TemplateFacts) => MacroReach {
  const known = new Map(Object.entries(macros));
  const reached = new Map<string, MacroReach>();
  const reported = new Set<string>();

  const reachOf = (name: string, macro: MacroDefinition, path: readonly string[]): MacroReach => {
    const before = reached.get(name);
    if (before) return before;
    if (macro.kind === "typescript") return { names: [name], calls: [], dynamic: false };
    const inner = follow(macro.template, [...path, name]);
    const own = macro.template.dependencies.map((call) => ({ call, macro: name }));
    const reach = {
      names: [name, ...inner.names.filter((other) => other !== name)],
      calls: [...own, ...inner.calls],
      dynamic: macro.template.dynamic || inner.dynamic,
    };
    // A macro met inside a circle is incomplete until the circle's first macro is done.
    if (path.length === 0 || reported.size === 0) reached.set(name, reach);
    return reach;
  };

  const follow = (template: TemplateFacts, path: readonly string[]): MacroReach => {
    const names = new Set<string>();
    const calls: MacroReach["calls"][number][] = [];
    let dynamic = false;
    for (const { name, span } of template.macros) {
      const macro = known.get(name);
      if (!macro || names.has(name)) continue;
      if (path.includes(name)) {
        const circle = [...path.slice(path.indexOf(name)), name];
        const key = [...new Set(circle)].sort().join("\n");
        if (!reported.has(key)) problems.push(diagnose("Q0311", { path: circle }, { span }));
        reported.add(key);
        continue;
      }
      const reach = reachOf(name, macro, path);
      for (const other of reach.names) names.add(other);
      for (const call of reach.calls) if (!calls.includes(call)) calls.push(call);
      dynamic ||= reach.dynamic;
    }
    return { names: [...names], calls, dynamic };
  };

  return (template) => (template.macros.length === 0 ? nothing : follow(template, []));
}

const nothing: MacroReach = { names: [], calls: [], dynamic: false };
