import { ageOf, momentText } from "../render-answer.ts";
import type { Pack } from "../store/pack.ts";
import { renderValue } from "../store/value-texts.ts";

/** What is served, as `GET /features` says it. */
export interface SetSummary {
  readonly name: string;
  readonly kind: "view" | "set";
  readonly description?: string;
  readonly entity: string;
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** How many are known. */
  readonly entities: number;
  readonly views: readonly {
    readonly name: string;
    /** Newest moment of its rows; null where it has none. */
    readonly as_of: string | null;
    readonly age_seconds: number | null;
  }[];
  readonly features: readonly {
    readonly name: string;
    readonly type: string;
    readonly description?: string;
    readonly unit?: string;
    /** What an entity has that nobody knows. */
    readonly default: unknown;
  }[];
}

/** Describes a set. @param now milliseconds since 1970 */
export function summarize({ content }: Pack, now: number): SetSummary {
  const { set, rows, moments } = content;
  return {
    name: set.name,
    kind: set.kind,
    ...(set.description !== undefined && { description: set.description }),
    entity: set.entity,
    key: set.key,
    entities: rows,
    views: set.views.map((name, index) => {
      const asOf = moments[index] ?? "";
      return { name, as_of: asOf === "" ? null : momentText(asOf), age_seconds: ageOf(asOf, now) ?? null };
    }),
    features: set.features.map((feature, index) => ({
      ...feature,
      default: JSON.parse(
        renderValue(content.forms[index] ?? "json", content.unknown[index] ?? ""),
      ) as unknown,
    })),
  };
}
