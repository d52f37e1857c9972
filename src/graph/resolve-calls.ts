import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { DependencyCall } from "../project/definitions.ts";
import { findNamed, type NameIndex } from "./name-index.ts";
import { wordOfKind } from "./node-kinds.ts";
import type { NodeId } from "./types.ts";

/** One thing a node reads, and where it says so. */
export interface Link {
  readonly target: NodeId;
  /** The serial number of the target among what is declared. */
  readonly serial: number;
  readonly span: Span;
  /** The macro whose text holds the call. */
  readonly macro?: string | undefined;
}

/** Who reads, for messages and for the choice among packages. */
export interface Reader {
  readonly name: string;
  readonly package: string;
  /** A test ("test", "singular-test") that reads something disabled is left out with a warning; anything else is an error. */
  readonly kind: string;
}

export interface CallResolver {
  /** The node a call means. Otherwise says why there is none, once for each place. */
  resolve(call: DependencyCall, reader: Reader, macro?: string): Link | "disabled" | undefined;
}

/** Resolves calls against the names of a project and reports those that lead nowhere. */
export function createCallResolver(index: NameIndex, problems: Diagnostic[]): CallResolver {
  const reported = new Set<string>();
  const report = (call: DependencyCall, problem: () => Diagnostic): undefined => {
    const key = `${call.span.file}:${call.span.line}:${call.span.column}:${call.arguments.join(".")}`;
    if (!reported.has(key)) problems.push(problem());
    reported.add(key);
    return undefined;
  };

  return {
    resolve(call, reader, macro) {
      const match = findNamed(index, call, reader.package);
      const { span } = call;
      if (match.kind === "found") return { target: match.named.id, serial: match.named.serial, span, macro };
      const name = call.arguments.at(-1) ?? "";
      switch (match.kind) {
        case "disabled": {
          const { named } = match;
          const full = "source" in named ? `${named.source}.${named.name}` : named.name;
          if (reader.kind.endsWith("test")) {
            problems.push(diagnose("Q0314", { test: reader.name, name: full }, { span }));
          } else {
            const kind = "source" in named ? "source" : wordOfKind(named.kind);
            problems.push(diagnose("Q0103", { name: full, kind, reader: reader.name }, { span }));
          }
          return "disabled";
        }
        case "unknown-package":
          return report(call, () => {
            const suggestion = findSuggestion(match.package, packagesOf(index));
            return diagnose("Q0105", { package: match.package, name, suggestion }, { span });
          });
        case "unknown-version":
          return report(call, () =>
            diagnose("Q0104", { name, version: call.version ?? "", known: match.known }, { span }),
          );
        case "ambiguous":
          return report(call, () => diagnose("Q0109", { name, packages: match.packages }, { span }));
        case "unknown":
          return report(call, () => reportUnknown(index, call, macro, reader));
      }
    },
  };
}

function reportUnknown(
  index: NameIndex,
  call: DependencyCall,
  macro: string | undefined,
  reader: Reader,
): Diagnostic {
  const { span } = call;
  const via = macro === undefined ? undefined : `The macro "${macro}" is called by "${reader.name}".`;
  if (call.call === "source") {
    const [source = "", table = ""] = call.arguments;
    const suggestion = findSuggestion(`${source}.${table}`, index.sources.keys());
    return diagnose("Q0102", { source, table, suggestion }, { span, hint: via });
  }
  const name = call.arguments.at(-1) ?? "";
  const suggestion = findSuggestion(name, index.nodes.keys());
  const asSource = suggestion === undefined ? findTable(index, name) : undefined;
  const hint = asSource && `There is a source: {{source "${asSource.source}" "${asSource.name}"}}.`;
  return diagnose("Q0101", { name, suggestion }, { span, hint: [hint, via].filter(Boolean).join(" ") });
}

function findTable(index: NameIndex, table: string) {
  for (const sources of index.sources.values()) {
    const match = sources.find((source) => source.name === table);
    if (match) return match;
  }
  return undefined;
}

function packagesOf(index: NameIndex): ReadonlySet<string> {
  const packages = new Set([index.root]);
  for (const nodes of index.nodes.values()) for (const node of nodes) packages.add(node.package);
  return packages;
}
