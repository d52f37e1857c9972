import { EngineError } from "../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import { skipBlank } from "../compile/statement-text.ts";
import { ancestorsOf } from "../graph/traverse.ts";
import type { Graph, NodeId } from "../graph/types.ts";

export interface StatementPlace {
  readonly sql: string;
  /** Character offset into `sql`. */
  readonly position?: number;
  /** The word the engine complains about. */
  readonly word?: string;
}

/** Where in the user's file a place of a node's or test's statement comes from. */
export type Locate = (id: NodeId, place: StatementPlace) => Span | undefined;

export interface DiagnosticContext {
  readonly graph: Graph;
  readonly locate?: Locate;
  /** Names of the columns that a node's statement could mean; asked for where the engine itself proposes nothing. */
  readonly columnsNear?: (id: NodeId) => readonly string[];
}

/**
 * Turns what the engine refused into a diagnostic at the line of the user's file. Unknown columns and relations get candidates, from
 * the engine's own list.
 *
 * @param when a statement that is only checked does not fail to be built
 */
export function engineDiagnostic(
  error: EngineError,
  id: NodeId,
  context: DiagnosticContext,
  when: "check" | "run" = "run",
): Diagnostic {
  const node = context.graph.nodes[id];
  const name = node?.name ?? id;
  const finding = findCause(error.message);
  const span =
    context.locate?.(id, {
      sql: error.sql,
      ...(error.position !== undefined && { position: wordPosition(error, finding) }),
      ...(finding.word !== undefined && { word: finding.word }),
    }) ?? node?.span;
  const place = { span, cause: error.message, sql: error.sql };
  if (finding.kind === "column") {
    const near = suggestionIn(finding).suggestion === undefined ? (context.columnsNear?.(id) ?? []) : [];
    return unknownColumn(finding, near, place);
  }
  if (finding.kind === "relation") {
    const relation = { name: finding.word, ...suggestionIn(finding) };
    return when === "check" ? diagnose("Q0808", relation, place) : diagnose("Q0602", relation, place);
  }
  if (finding.kind === "files") return missingFiles(finding.word, id, context, place);
  if (when === "check") return refusedStatement(error, name, finding.reason, place);
  if (node?.kind === "test") return diagnose("Q0606", { test: name, reason: finding.reason }, place);
  if (error.category === "conversion" || /^Conversion Error/.test(error.message))
    return diagnose("Q0603", { node: name, reason: finding.reason }, place);
  if (error.category === "constraint" || /^Constraint Error/.test(error.message))
    return diagnose("Q0611", { node: name, reason: finding.reason }, place);
  return diagnose("Q0601", { node: name, reason: finding.reason }, place);
}

/** The first line of the engine's words, without their category. */
export function shortReason(message: string): string {
  const line = message.split("\n")[0] ?? message;
  return line.replace(/^[A-Z]\w+ Error: /, "").trim();
}

/** What the binder refuses for another reason than a name. */
function refusedStatement(error: EngineError, node: string, reason: string, place: Place): Diagnostic {
  if (/statement of type MULTI/.test(error.message)) return diagnose("Q0805", { node }, place);
  const start = skipBlank(error.sql, 0);
  const word = /^\w+/.exec(error.sql.slice(start))?.[0];
  if (error.category === "parser" && error.position === start && word !== undefined)
    return diagnose("Q0806", { node, word }, place);
  return diagnose("Q0801", { node, reason }, place);
}

/** The engine points to the start of `o.amount`; the column comes after it. */
function wordPosition({ sql, position = 0 }: EngineError, { word }: Finding): number {
  if (word === undefined || sql.startsWith(word, position)) return position;
  const qualifier = /^(?:(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\s*\.\s*)+"?/u.exec(
    sql.slice(position),
  )?.[0];
  const start = position + (qualifier?.length ?? 0);
  return sql.startsWith(word, start) ? start : position;
}

interface Place {
  readonly span: Span | undefined;
  readonly cause: string;
  readonly sql: string;
}

type Finding =
  | {
      readonly kind: "column";
      readonly word: string;
      readonly candidates: readonly string[];
      readonly reason: string;
      readonly relation?: string;
    }
  | {
      readonly kind: "relation";
      readonly word: string;
      readonly candidates: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: "files"; readonly word: string; readonly reason: string }
  | { readonly kind: "other"; readonly word?: string; readonly reason: string };

function findCause(message: string): Finding {
  const reason = shortReason(message);
  const column =
    /Referenced column "(?<word>[^"]+)"/.exec(message) ??
    /(?:Table|Values list) "(?<relation>[^"]+)" does not have a column named "(?<word>[^"]+)"/.exec(
      message,
    ) ??
    /Column "(?<word>[^"]+)" in (?:REPLACE|EXCLUDE|RENAME) list not found/i.exec(message) ??
    /Column "(?<word>[^"]+)" does not exist on (?:left|right) side of join/.exec(message);
  if (column?.groups?.word !== undefined) {
    const { word, relation } = column.groups;
    return {
      kind: "column",
      word,
      reason,
      candidates: candidatesOf(message),
      ...(relation !== undefined && { relation }),
    };
  }
  const relation = /(?:Table|View) with name "?(?<word>[^\s"]+)"? does not exist/.exec(message);
  if (relation?.groups?.word !== undefined)
    return { kind: "relation", word: relation.groups.word, reason, candidates: candidatesOf(message) };
  const files = /No files found that match the pattern "(?<word>[^"]+)"/.exec(message);
  if (files?.groups?.word !== undefined) return { kind: "files", word: files.groups.word, reason };
  const near = /syntax error at or near "([^"]+)"/.exec(message);
  return { kind: "other", reason, ...(near?.[1] !== undefined && { word: near[1] }) };
}

/** `Candidate bindings: "amount", "o.status"` or `Did you mean "orders"?`. */
function candidatesOf(message: string): string[] {
  const list = /(?:Candidate bindings|Did you mean):?(.*)/.exec(message)?.[1] ?? "";
  const names = [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
  const own = names.map((name) => name.slice(name.lastIndexOf(".") + 1));
  return [...new Set(own)].filter((name) => !/^(?:pg|duckdb)_/.test(name));
}

/** @param near columns that the word could mean beside those that the engine proposes */
function unknownColumn(
  finding: Extract<Finding, { kind: "column" }>,
  near: readonly string[],
  place: Place,
): Diagnostic {
  const { word, relation, candidates } = finding;
  const suggested = suggestionIn({ word, candidates: near.length > 0 ? near : candidates });
  const parameters = { column: word, ...(relation !== undefined && { relation }), ...suggested };
  const hint = candidates.length > 1 ? `near it there are: ${candidates.join(", ")}` : undefined;
  return diagnose("Q0107", parameters, { ...place, hint });
}

/** The engine names the absolute path; the user knows the source. */
function missingFiles(found: string, id: NodeId, { graph }: DiagnosticContext, place: Place): Diagnostic {
  const paths = [id, ...ancestorsOf(graph, [id])].flatMap((other) => {
    const node = graph.nodes[other];
    return node?.kind === "source" && node.path !== undefined && found.endsWith(node.path) ? [node] : [];
  });
  const [source] = paths;
  if (source === undefined)
    return diagnose("Q0601", { node: graph.nodes[id]?.name ?? id, reason: `no file at ${found}` }, place);
  return diagnose(
    "Q0613",
    { source: `${source.source}.${source.name}`, path: source.path ?? found },
    { ...place, span: source.span },
  );
}

function suggestionIn({
  word,
  candidates,
}: {
  readonly word: string;
  readonly candidates: readonly string[];
}): {
  readonly suggestion?: string;
} {
  // A column of that very name stands elsewhere: to propose it would say nothing.
  const others = candidates.filter((name) => name.toLowerCase() !== word.toLowerCase());
  const suggestion = findSuggestion(word, others);
  return suggestion === undefined ? {} : { suggestion };
}

/** True for failures that another transaction caused, and that a second attempt may not meet. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof EngineError &&
    (/conflict/i.test(error.message) ||
      /Could not commit creation of dependency|has been (?:altered|deleted)|is aborted by/i.test(
        error.message,
      )) &&
    /^(Transaction|TransactionContext|Catalog|Dependency)/i.test(error.message)
  );
}
