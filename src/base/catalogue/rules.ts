import { type CatalogueEntry, didYouMean, entry } from "./entry.ts";

/** What a rule finds: a warning, until the project says otherwise, that ends with the rule's name. */
function finding<P>(rule: string, { message, hint }: CatalogueEntry<P>): CatalogueEntry<P> {
  return {
    severity: "warning",
    message: (parameters) => `${message(parameters)} (${rule})`,
    ...(hint && { hint }),
  };
}

/** Q085x to Q088x: rules of the project. */
export const ruleMessages = {
  Q0850: finding<{ kind: string; name: string }>("no_key_test", {
    message: ({ kind, name }) => `no test says what identifies a row of ${kind} "${name}"`,
    hint: () => "put `unique` on its key column, or `unique_combination: {columns: [...]}` on the whole",
  }),
  Q0851: finding<{ name: string; source: string; staging: string }>("source_read_late", {
    message: ({ name, source }) => `"${name}" reads the source "${source}" itself`,
    hint: ({ staging }) =>
      `read it in a model of ${staging}/, where it is typed and cleaned once, and ref that`,
  }),
  Q0852: finding<{ source: string; readers: readonly string[] }>("source_read_twice", {
    message: ({ source, readers }) =>
      `${readers.length} models read the source "${source}": ${renderNames(readers)}`,
    hint: () => "read it in one model, and ref that in the others: it is then cleaned in one way",
  }),
  Q0853: finding<{ source: string }>("unused_source", {
    message: ({ source }) => `nothing reads the source "${source}"`,
    hint: () => "remove it, or read it in a model",
  }),
  Q0854: finding<{ kind: string; name: string }>("unused_model", {
    message: ({ kind, name }) => `nothing reads the ${kind} "${name}"`,
    hint: () => "remove it; or name it in the exposure that reads it, or make it `access: public`",
  }),
  Q0855: finding<{ name: string; described: boolean; columns: readonly string[] }>(
    "undocumented_public_model",
    {
      message: ({ name, described, columns }) => {
        const lacks = [
          ...(described ? [] : ["a description"]),
          ...(columns.length > 0 ? [`descriptions of ${renderNames(columns)}`] : []),
        ];
        return `the public model "${name}" lacks ${lacks.join(" and ")}`;
      },
      hint: () =>
        "others read it: say what a row is and what the columns mean, or make it `access: protected`",
    },
  ),
  Q0856: finding<{ name: string; source: string }>("star_from_source", {
    message: ({ name, source }) => `"${name}" takes whatever columns the source "${source}" has`,
    hint: () => "list the columns that are wanted, or declare all of the source's columns with their types",
  }),
  Q0857: finding<{ name: string; left: string; right: string }>("fan_out_join", {
    message: ({ name, left, right }) =>
      `rows may multiply in "${name}": ${left} and ${right} are joined, and neither is known to be unique`,
    hint: () =>
      "put a `unique` test on the side that has one row a key, or group that side by the key before the join",
  }),
  Q0858: finding<{ name: string; count: number; limit: number }>("model_too_wide", {
    message: ({ name, count, limit }) => `"${name}" has ${count} columns, more than ${limit}`,
    hint: () => "split it by subject, or raise the limit: rules: {model_too_wide: {columns: ...}}",
  }),
  Q0859: finding<{ name: string; other: string; place: string }>("duplicate_model", {
    message: ({ name, other, place }) => `"${name}" has the statement of "${other}" (${place})`,
    hint: ({ other }) => `remove one of them, or let this one be select * from {{ref "${other}"}}`,
  }),
  Q0860: finding<{ name: string; target: string; call: string }>("hard_coded_relation", {
    message: ({ name, target }) => `"${name}" reads "${target}" by the name of its table`,
    hint: ({ call }) => `write ${call}: only then it is built first, and found in every target`,
  }),
  Q0861: finding<{ exposure: string; name: string; what: string }>("exposure_reads_staging", {
    message: ({ exposure, name, what }) => `the exposure "${exposure}" reads ${what} "${name}"`,
    hint: () => "let it read a model of the last stage, which is made for others and may stay as it is",
  }),

  Q0870: entry<{ rule: string; message: string }>({
    severity: "warning",
    message: ({ rule, message }) => `${message} (${rule})`,
  }),

  Q0880: entry<{ rule: string; known: readonly string[]; suggestion?: string }>({
    severity: "warning",
    message: ({ rule, suggestion }) => `there is no rule "${rule}"${didYouMean(suggestion)}`,
    hint: ({ known, suggestion }) => (suggestion === undefined ? `rules: ${known.join(", ")}` : undefined),
  }),
  Q0881: entry<{ rule: string }>({
    severity: "warning",
    message: ({ rule }) => `this silences nothing: the rule ${rule} finds nothing here`,
    hint: () => "remove it, so that it hides nothing that comes later",
  }),
  Q0882: entry<{ rule: string; reason: string }>({
    message: ({ rule, reason }) => `the rule "${rule}" is wrong: ${reason}`,
    hint: () =>
      "it is one SELECT over nodes, columns, edges, column_edges, tests, tags, sources, exposures and settings",
  }),
  Q0883: entry<{ rule: string; known: readonly string[] }>({
    message: ({ rule }) => `the rows of the rule "${rule}" do not say which node they are about`,
    hint: ({ known }) =>
      `it has the columns ${known.join(", ")}; needed is \`node\`, and \`column\` and \`message\` are welcome`,
  }),
  Q0884: entry<{ rule: string; node: string }>({
    message: ({ rule, node }) => `the rule "${rule}" finds something at "${node}", which is no node`,
    hint: () => "`node` is the id or the name of a node, as in the table `nodes`",
  }),
  Q0885: entry<{ name: string; other: string }>({
    message: ({ name, other }) => `the rule "${name}" has the name of ${other}`,
    hint: () => "rename the file",
  }),
  Q0886: entry<{ rule: string; call: string }>({
    message: ({ rule, call }) => `the rule "${rule}" reads ${call}, but rules see no data`,
    hint: () => "rules are about the project; what holds for rows is a data test",
  }),
};

/** The first names, and how many more there are. */
function renderNames(names: readonly string[]): string {
  const shown = names.slice(0, 8);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
