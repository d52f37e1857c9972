import { didYouMean, entry } from "./entry.ts";

const list = (names: readonly string[]): string => names.join(", ");
const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(" and ");

/** How encodings are written that need more than a column. */
const exampleOf: Readonly<Record<string, string>> = {
  target: "give the set a `label`: what is put in the place of a value is the mean of that",
  bins: "{column: revenue_90d, method: bins, count: 10}",
  impute: "{column: revenue_90d, method: impute, with: median}",
  clip: "{column: revenue_90d, method: clip, lower: 0.01, upper: 0.99}",
};

/** Q1200 to Q1233: what YAML says of features, and what its names stand for. */
export const featureMessages = {
  Q1200: entry<{ entity: string; known: readonly string[]; suggestion?: string }>({
    message: ({ entity, suggestion }) => `unknown entity "${entity}"${didYouMean(suggestion)}`,
    hint: ({ known }) =>
      known.length === 0
        ? "declare it: entities: [{name: customer, key: customer_id}]"
        : `there are: ${list(known)}`,
  }),
  Q1201: entry<{ agg: string; known: readonly string[]; suggestion?: string }>({
    message: ({ agg, suggestion }) => `unknown aggregation "${agg}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `there are: ${list(known)}`,
  }),
  Q1202: entry<{ feature: string; agg: string; missing: readonly string[] }>({
    message: ({ feature, agg, missing }) => `"${feature}" is a ${agg}, which needs ${quoted(missing)}`,
    hint: ({ agg }) => (agg === "sum" ? "count counts rows and needs no column" : undefined),
  }),
  Q1203: entry<{ key: string; what: string }>({
    message: ({ key, what }) => `\`${key}\` means nothing for ${what}`,
    hint: () => "remove it",
  }),
  Q1204: entry<{ text: string }>({
    message: ({ text }) => `"${text}" is not a length of time`,
    hint: () =>
      "write 30m, 12h, 7d, 2w, 3mo, 1q, 1y, or words such as 12 months; of windows, lifetime as well",
  }),
  Q1205: entry<{ feature: string; agg: string }>({
    message: ({ feature, agg }) => `"${feature}" has an expression and an aggregation (${agg})`,
    hint: () => "an expression is over other features; keep one of `expr` and `agg`",
  }),
  Q1206: entry<{ name: string; holder: string; other: string }>({
    message: ({ name, holder, other }) => `"${holder}" has a column "${name}" already: ${other}`,
    hint: () => "rename the feature",
  }),
  Q1207: entry<{ feature: string; has: string; lacks: string }>({
    message: ({ feature, has, lacks }) => `"${feature}" has \`${has}\` but no \`${lacks}\``,
    hint: () => "by: category with values: [shoes, bags] makes a column of each value",
  }),
  Q1208: entry<{ view: string; problem: string }>({
    message: ({ view, problem }) => `the clock of "${view}" is not clear: ${problem}`,
    hint: () =>
      "`timestamp` says when rows happened, `valid_from` and `valid_to` from when until when they were true; a snapshot knows the latter itself",
  }),
  Q1209: entry<{ feature: string; view: string; isAttribute: boolean }>({
    message: ({ feature, view, isAttribute }) =>
      isAttribute
        ? `"${feature}" has no aggregation, but the rows of "${view}" are events`
        : `"${feature}" aggregates, but the rows of "${view}" are states of which one holds at a time`,
    hint: ({ isAttribute }) =>
      isAttribute
        ? "agg: last takes the newest value; or `expr`, over other features"
        : "give the view a `timestamp` if its rows are things that happen, or take the column as it is, without `agg`",
  }),
  Q1210: entry<{ view: string; known: readonly string[]; suggestion?: string }>({
    message: ({ view, suggestion }) => `unknown feature view "${view}"${didYouMean(suggestion)}`,
    hint: ({ known }) => (known.length === 0 ? "there is none" : `there are: ${list(known)}`),
  }),
  Q1211: entry<{ text: string }>({
    message: ({ text }) => `"${text}" does not say which features of which view`,
    hint: () => "write VIEW.*, VIEW.FEATURE or VIEW.revenue_*",
  }),
  Q1212: entry<{ view: string; entity: string; own: string }>({
    message: ({ view, entity, own }) =>
      `"${view}" has features of ${entity}, and nothing leads there from ${own}`,
    hint: ({ entity, own }) =>
      `keep its key from the spine, or say how: entities: [{name: ${own}, joins: [{to: ${entity}, from: NODE, timestamp: COLUMN}]}]`,
  }),
  Q1213: entry<{ entity: string; key: readonly string[]; problem: string }>({
    message: ({ entity, problem }) => `the key of ${entity} is not held by these columns: ${problem}`,
    hint: ({ key }) =>
      `its key is ${list(key)}: list as many columns in that order, or write {${key[0]}: column}`,
  }),
  Q1214: entry<{ label: string; said: readonly string[] }>({
    message: ({ label, said }) =>
      said.length === 0
        ? `the label "${label}" does not say what it looks for`
        : `the label "${label}" looks for several things: ${quoted(said)}`,
    hint: () => "exists: NODE, not_exists: NODE, or from: NODE with agg",
  }),
  Q1215: entry<{ label: string; missing: readonly string[] }>({
    message: ({ label, missing }) => `the label "${label}" has no ${quoted(missing)}`,
    hint: () => "a label looks at rows after each moment: timestamp: COLUMN, within: 60d",
  }),
  Q1216: entry<{ problem: string }>({
    message: ({ problem }) => `the split cannot be made: ${problem}`,
    hint: () =>
      "{by: time, train: 2024-09-01, test: end} says until when each part goes; {by: entity, train: 0.8, test: 0.2} how much it is",
  }),
  Q1217: entry<{ name: string; view: string; known: readonly string[]; suggestion?: string }>({
    message: ({ name, view, suggestion }) => `"${view}" has no feature "${name}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `it has: ${list(known)}`,
  }),
  Q1218: entry<{ column: string; set: string; known: readonly string[]; suggestion?: string }>({
    message: ({ column, set, suggestion }) => `"${set}" has no column "${column}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `it has: ${list(known)}`,
  }),
  Q1219: entry<{ method: string; problem: string }>({
    message: ({ method, problem }) => `the encoding ${method} cannot be made: ${problem}`,
    hint: ({ method }) => exampleOf[method],
  }),
  Q1220: entry<{ text: string; what: string }>({
    message: ({ text, what }) => `"${text}" is not a moment (${what})`,
    hint: () =>
      "write 2024-06-01, 2024-06-01 12:00 or 2024-06-01T12:00:00Z; as_of may be now, hour or day as well",
  }),
  Q1221: entry<{ zone: string; suggestion?: string }>({
    message: ({ zone, suggestion }) => `unknown time zone "${zone}"${didYouMean(suggestion)}`,
    hint: () => "zones have names such as UTC, Asia/Seoul or Europe/Berlin",
  }),
  Q1222: entry<{ set: string; kinds: readonly string[] }>({
    message: ({ set, kinds }) =>
      kinds.length === 0
        ? `the spine of "${set}" does not say whom and when`
        : `the spine of "${set}" says it several times: ${quoted(kinds)}`,
    hint: () =>
      "{every: 7d, from: .., to: .., entities: NODE}, {at: NODE, timestamp: COLUMN} or {model: NODE, as_of: COLUMN}",
  }),
  Q1223: entry<{ set: string; kind: string; missing: readonly string[] }>({
    message: ({ set, kind, missing }) => `the spine of "${set}" with \`${kind}\` needs ${quoted(missing)}`,
    hint: ({ kind }) =>
      kind === "every"
        ? "{every: 7d, from: 2024-01-01, to: 2025-01-01, entities: NODE}"
        : "{at: NODE, timestamp: COLUMN}",
  }),
  Q1224: entry<{ from: string; to: string }>({
    message: ({ from, to }) => `${to} is before ${from}: there is no moment between them`,
  }),
  Q1225: entry<{ name: string; materialized: string }>({
    message: ({ name, materialized }) =>
      `"${name}" is made of features, which are kept as a table: not as ${materialized}`,
    hint: () => "remove `materialized`",
  }),
  Q1226: entry<{ text: string }>({
    message: ({ text }) => `"${text}" is no part of the rows`,
    hint: () => "write 20%, or 0.2",
  }),
  Q1227: entry<{ entity: string; to: string }>({
    message: ({ entity, to }) => `"${entity}" has two ways to "${to}"`,
    hint: () => "keep one of them: a feature has to have one value",
  }),
  Q1228: entry<{ set: string }>({
    message: ({ set }) => `"${set}" has no label whose classes could be balanced`,
    hint: () => "give it a `label`, or remove `balance`",
  }),
  Q1229: entry<{ text: string; type: string }>({
    message: ({ text, type }) => `${text} is no moment: it is ${/^[AEIOU]/.test(type) ? "an" : "a"} ${type}`,
    hint: () => "a clock is a DATE, TIMESTAMP or TIMESTAMPTZ: cast it, as in `at::timestamp`",
  }),
  Q1230: entry<{ set: string }>({
    message: ({ set }) => `"${set}" has no label, so its rows look no way ahead that could be purged`,
    hint: () => "give it a `label`, say how far (purge: 14d), or remove `purge`",
  }),
  Q1231: entry<{ by: string }>({
    message: ({ by }) => `\`purge\` is for parts of time, and this split is by ${by}`,
    hint: () => "{by: time, train: 2024-09-01, test: end, purge: true}, or remove `purge`",
  }),
  Q1232: entry<{ text: string }>({
    message: ({ text }) => `"${text}" does not say what is purged`,
    hint: () => "purge: true leaves out what the label would see past a part's end; purge: 14d says how far",
  }),
  Q1233: entry<{ part: string; ahead: string }>({
    message: ({ part, ahead }) =>
      `purging leaves nothing of "${part}": from its beginning to its end is less than ${ahead}`,
    hint: ({ ahead }) => `let it go on for longer than ${ahead}, by other moments in \`split\``,
  }),
} as const;
