import type { Diagnostic } from "../../base/diagnostic.ts";
import { diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { UnitInput } from "../../project/definitions.ts";
import type { SqlText, Word } from "../../project/features/definitions.ts";
import { findDependencyCalls } from "../../template/dependency-text.ts";
import type { Declared } from "../declare.ts";
import type { Link, Reader } from "../resolve-calls.ts";
import { resolveAll, type Scope } from "../scope.ts";
import type { NodeId } from "../types.ts";
import { callOf } from "../unit-tests.ts";
import { isZone, parseMoment, zoneNames } from "./moments.ts";
import type { Entity } from "./types.ts";

export type Report = (problem: Diagnostic) => void;

/** What resolving features needs of the rest of the project. */
export interface FeatureScope {
  readonly scope: Scope;
  readonly entities: Readonly<Record<string, Entity>>;
  readonly declaredOf: (id: NodeId) => Declared | undefined;
  readonly report: Report;
}

/** What one view or set reads, gathered while it is resolved. */
export interface Reading {
  readonly links: Link[];
  /** The node that an input names; undefined, after that was reported, where there is none. */
  readonly node: (input: UnitInput) => NodeId | undefined;
  /** Adds what a text of SQL refs. */
  readonly sql: (text: SqlText | undefined) => void;
  readonly add: (links: readonly Link[]) => void;
}

/** Opens what gathers the links of a reader, each target once. */
export function openReading({ scope }: FeatureScope, reader: Reader): Reading {
  const links: Link[] = [];
  const add = (more: readonly Link[]): void => {
    for (const link of more) if (!links.some(({ target }) => target === link.target)) links.push(link);
  };
  return {
    links,
    add,
    node(input) {
      const found = resolveAll([callOf(input, scope)], [], scope.calls, reader).links;
      add(found);
      return found[0]?.target;
    },
    sql(text) {
      if (text?.sql.includes("{{"))
        add(resolveAll(findDependencyCalls(text.sql, text.span), [], scope.calls, reader).links);
    },
  };
}

/** The entity of a name; undefined after reporting that there is none. */
export function findEntity({ entities, report }: FeatureScope, { text, span }: Word): Entity | undefined {
  if (Object.hasOwn(entities, text)) return entities[text];
  const known = Object.keys(entities);
  const suggestion = findSuggestion(text, known);
  report(diagnose("Q1200", { entity: text, known, ...(suggestion && { suggestion }) }, { span }));
  return undefined;
}

/** A zone that exists; UTC after reporting that it does not. */
export function checkZone(zone: string, span: Span, report: Report): string {
  if (isZone(zone)) return zone;
  const suggestion = findSuggestion(zone, zoneNames());
  report(diagnose("Q1221", { zone, ...(suggestion && { suggestion }) }, { span }));
  return "UTC";
}

/** A moment in ISO's form; undefined after reporting that it is none. */
export function checkMoment(
  { text, span }: Word,
  what: string,
  zone: string,
  report: Report,
): string | undefined {
  const moment = parseMoment(text, zone);
  if (moment) return moment.toISOString();
  report(diagnose("Q1220", { text, what }, { span }));
  return undefined;
}
