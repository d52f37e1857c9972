import type { Relation } from "../../sql/relation.ts";
import type { Duration } from "../types.ts";

/** What is to be kept of the columns of a table whenever it is built. */
export interface StatisticsRequest {
  /** Columns that are no features: keys, moments, parts, weights. */
  readonly leaveOut: readonly string[];
  /** Column of the moment that a row speaks of. */
  readonly asOf?: string;
  /** Column that features are to tell. */
  readonly label?: string;
  /** Columns of personal data: no value of them is kept. */
  readonly personal: readonly string[];
  /** Of how many builds; 0: nothing is measured. */
  readonly keep: number;
  readonly drift: readonly DriftRule[];
}

/** What a table is compared with at each build, and what follows. */
export interface DriftRule {
  readonly reference: DriftReference;
  readonly psi?: DriftLimit;
  readonly ks?: DriftLimit;
  /** warn: it is told. error: it is not published. */
  readonly severity: "warn" | "error";
  /** Names, `*` standing for any letters; all features but moments, which move by themselves, without it. */
  readonly features?: readonly string[];
}

export type DriftReference =
  /** Another table as it stands, under its name in the project; where its columns are called otherwise, by this one's names. */
  | {
      readonly kind: "relation";
      readonly name: string;
      readonly relation: Relation;
      readonly columns: Readonly<Record<string, string>>;
    }
  /** What was published before. */
  | { readonly kind: "previous" }
  /** What was published for a moment at least so long before this one's. */
  | { readonly kind: "earlier"; readonly duration: Duration }
  /** Of one table, its last rows by moment and as long a time before them. */
  | { readonly kind: "window"; readonly duration: Duration };

/** A comparison that a figure must not fulfil. */
export interface DriftLimit {
  readonly operator: ">" | ">=";
  readonly value: number;
}

/** True where the figure is beyond the limit; null figures never are. */
export function exceeds(limit: DriftLimit | undefined, figure: number | null): boolean {
  if (limit === undefined || figure === null) return false;
  return limit.operator === ">" ? figure > limit.value : figure >= limit.value;
}

/** How a reference is called in messages and tables: its name, `previous` or `30 days before`. */
export function describeReference(reference: DriftReference): string {
  if (reference.kind === "relation") return reference.name;
  if (reference.kind === "previous") return "previous";
  const { amount, unit } = reference.duration;
  return `${amount} ${unit}${amount === 1 ? "" : "s"} before`;
}

/** Whether a rule looks at a feature. */
export function isCompared(rule: Pick<DriftRule, "features">, feature: string, kind: string): boolean {
  if (rule.features === undefined) return kind !== "moment" && kind !== "other";
  return rule.features.some((pattern) => matches(pattern, feature));
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name.toLowerCase());
}
