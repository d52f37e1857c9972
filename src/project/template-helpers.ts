/** What a helper that templates may call looks like from outside; how it renders is `compile`'s. */
export interface HelperShape {
  /** `inline` is `{{x}}` or `(x)`, `block` is `{{#x}}...{{/x}}`. */
  readonly kind: "inline" | "block" | "both";
  readonly minArgs: number;
  readonly maxArgs: number;
  /** Named arguments it knows; `any` where every name goes. */
  readonly hash: readonly string[] | "any";
}

/** Every helper of templates, by name. */
export const templateHelpers = {
  ref: inline(1, 2, ["v", "version"]),
  source: inline(2, 2),
  var: inline(1, 2),
  env: inline(1, 2),
  config: inline(0, 0, "any"),
  params: inline(0, 100, "any"),
  doc: inline(1, 1),
  literal: inline(1, 1),
  quote: inline(1, 1),
  ident: inline(1, 1),
  eq: inline(2, 2),
  ne: inline(2, 2),
  lt: inline(2, 2),
  lte: inline(2, 2),
  gt: inline(2, 2),
  gte: inline(2, 2),
  in: inline(2, 100),
  and: inline(1, 100),
  or: inline(1, 100),
  not: inline(1, 1),
  default: inline(1, 100),
  list: inline(0, 100),
  object: inline(0, 0, "any"),
  range: inline(1, 3),
  split: inline(1, 2),
  join: inline(1, 2),
  lookup: inline(2, 2),
  length: inline(1, 1),
  concat: inline(0, 100),
  lower: inline(1, 1),
  upper: inline(1, 1),
  trim: inline(1, 1),
  replace: inline(3, 3),
  add: inline(1, 100),
  subtract: inline(2, 2),
  if: block(1, 1, ["includeZero"]),
  unless: block(1, 1, ["includeZero"]),
  each: block(1, 1),
  with: block(1, 1),
} as const satisfies Readonly<Record<string, HelperShape>>;

/** Names that stand for a value and take no arguments: `{{this}}`, `{{#if incremental}}`, `{{target.name}}`. */
export const templateValues = [
  "this",
  "incremental",
  "target",
  "project",
  "model",
  "run_started_at",
  "execute",
] as const;

function inline(minArgs: number, maxArgs: number, hash: HelperShape["hash"] = []): HelperShape {
  return { kind: "inline", minArgs, maxArgs, hash };
}

function block(minArgs: number, maxArgs: number, hash: HelperShape["hash"] = []): HelperShape {
  return { kind: "block", minArgs, maxArgs, hash };
}
