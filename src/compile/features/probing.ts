import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { momentTimestamp } from "../../features/moments.ts";
import type { ClockSpec } from "../../graph/features/types.ts";
import type { FeatureNode, NodeId } from "../../graph/types.ts";
import type { SqlText, Word } from "../../project/features/definitions.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Compilation } from "../render-node.ts";
import { type Fragments, openFragments } from "./fragments.ts";
import { spanInText } from "./locate-features.ts";

/** A small statement with one part of a large one. Where it is refused, so is the large one, for that part. */
export interface Probe {
  readonly select: string;
  /** The place in the user's file of an offset into the statement. */
  readonly spanAt: (at: number) => Span;
  /** Says in words of features what the engine says in its own; undefined where that is clear enough. */
  readonly describe?: (message: string) => Diagnostic | undefined;
}

/** Makes probes for one node. */
export interface Probing {
  readonly fragments: Fragments;
  readonly dialect: Dialect;
  /** Each text over the rows of something. */
  readonly over: (from: string, texts: readonly (SqlText | undefined)[]) => readonly Probe[];
  /** Each text as a moment. */
  readonly moments: (from: string, texts: readonly (SqlText | undefined)[], zone: string) => readonly Probe[];
  /** Each column that is named of a node. */
  readonly named: (id: NodeId, words: readonly Word[]) => readonly Probe[];
}

const before = "select ";

/** Opens what makes the probes of a node. */
export function openProbing(compilation: Compilation, node: FeatureNode): Probing {
  const { dialect } = compilation.options;
  const fragments = openFragments(compilation, node);
  return {
    fragments,
    dialect,
    over: (from, texts) =>
      [...new Set(texts)].flatMap((text) =>
        text
          ? [
              {
                select: `${before}${fragments.render(text)}\nfrom ${from}`,
                spanAt: (at: number) => spanInText(compilation, node, text, at - before.length),
              },
            ]
          : [],
      ),
    moments: (from, texts, zone) =>
      texts.flatMap((text) =>
        text
          ? [
              {
                select: `${before}${momentTimestamp(`(${fragments.render(text)})`, zone, dialect)}\nfrom ${from}`,
                spanAt: () => text.span,
                describe: (message: string) => noMoment(text, message),
              },
            ]
          : [],
      ),
    named: (id, words) =>
      words.map(({ text, span }) => ({
        select: `${before}${dialect.quoteName(text)}\nfrom ${fragments.relation(id)}`,
        spanAt: () => span,
      })),
  };
}

function noMoment({ sql, span }: SqlText, message: string): Diagnostic | undefined {
  const type = /epoch_\w+\(([^)]*)\)/.exec(message)?.[1];
  return type === undefined ? undefined : diagnose("Q1229", { text: sql, type }, { span, cause: message });
}

/** The SQL of a clock. */
export function textsOfClock(clock: ClockSpec): readonly (SqlText | undefined)[] {
  if (clock.kind === "none") return [];
  return clock.kind === "events" ? [clock.timestamp, clock.knownAt] : [clock.validFrom, clock.validTo];
}
