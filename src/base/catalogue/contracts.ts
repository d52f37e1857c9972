import { didYouMean, entry } from "./entry.ts";

/** Q0810 to Q0829: contracts, which say what a relation's columns are. */
export const contractMessages = {
  Q0810: entry<{ node: string; column: string; known: readonly string[]; suggestion?: string }>({
    message: ({ node, column, suggestion }) =>
      `the contract of "${node}" has a column "${column}" that its statement does not give${didYouMean(suggestion)}`,
    hint: ({ known }) => `it gives: ${known.join(", ")}`,
  }),
  Q0811: entry<{ node: string; columns: readonly { readonly name: string; readonly type: string }[] }>({
    message: ({ node, columns }) =>
      `"${node}" gives ${columns.length === 1 ? "a column" : `${columns.length} columns`} that its contract does not have: ${columns.map(({ name, type }) => `${name} ${type}`).join(", ")}`,
    hint: ({ columns: [first] }) =>
      `declare what is meant to be there (${first ? `- {name: ${first.name}, type: '${first.type}'}` : ""}), or let \`quern check --write-contracts\` do it; leave the rest out of the SELECT`,
  }),
  Q0812: entry<{ node: string; column: string; declared: string; given: string }>({
    message: ({ node, column, declared, given }) =>
      `column "${column}" of "${node}" is ${given}, and its contract says ${declared}`,
    hint: ({ column, declared, given }) =>
      `write cast(${column} as ${declared}) in the SELECT, or type: '${given}' in the contract`,
  }),
  Q0813: entry<{ node: string; column: string; given?: string }>({
    message: ({ node, column }) => `column "${column}" has no type in the contract of "${node}"`,
    hint: ({ given }) => (given === undefined ? "write its `type`" : `write type: '${given}'`),
  }),
  Q0814: entry<{ node: string; column: string; declared: string; given?: string; reason: string }>({
    message: ({ node, column, declared, reason }) =>
      `"${declared}", of column "${column}" in the contract of "${node}", is no type: ${reason}`,
    hint: ({ given }) => (given === undefined ? undefined : `the statement gives type: '${given}'`),
  }),
  Q0815: entry<{ node: string; columns: readonly { readonly name: string; readonly after?: string }[] }>({
    severity: "warning",
    message: ({ node, columns }) =>
      `the contract of "${node}" does not list its columns as the statement gives them: ${columns
        .map(({ name, after }) =>
          after === undefined ? `"${name}" comes first` : `"${name}" after "${after}"`,
        )
        .join(", ")}`,
    hint: () => "the table has the order of the SELECT: move columns there, or in the contract",
  }),
  Q0816: entry<{
    node: string;
    constraint: string;
    column: string;
    relation: string;
    known: readonly string[];
    suggestion?: string;
  }>({
    message: ({ node, constraint, column, relation, suggestion }) =>
      `the ${constraint} constraint of "${node}" names a column "${column}" that "${relation}" does not have${didYouMean(suggestion)}`,
    hint: ({ relation, known }) => `${relation} has: ${known.join(", ")}`,
  }),
  Q0817: entry<{ node: string; constraint: string; problem: string }>({
    message: ({ node, constraint, problem }) =>
      `the ${constraint} constraint of "${node}" is incomplete: ${problem}`,
  }),
  Q0818: entry<{
    node: string;
    column: string;
    type: string;
    relation: string;
    field: string;
    other: string;
  }>({
    message: ({ node, column, type, relation, field, other }) =>
      `the foreign_key constraint of "${node}" compares "${column}", which is ${type}, with "${field}" of "${relation}", which is ${other}`,
    hint: () => "a key has one type everywhere: cast one of them",
  }),
  Q0819: entry<{ node: string; constraint: string; reason: string }>({
    severity: "warning",
    message: ({ node, constraint, reason }) =>
      `the ${constraint} constraint of "${node}" is not held: ${reason}`,
    hint: () => "say it as a check or as a data test, or silence this with `warn_unsupported: false`",
  }),
  Q0820: entry<{ node: string; column: string; from: string; by: string }>({
    severity: "warning",
    message: ({ node, column, from, by }) =>
      `column "${column}" of "${node}" is not_null in its contract, and may be null: it is ${from}, which an outer join in "${by}" leaves out on some rows`,
    hint: () => "join inner, coalesce it, or filter those rows away; a build fails on the first null",
  }),
  Q0821: entry<{ node: string }>({
    severity: "warning",
    message: ({ node }) => `the constraints of "${node}" hold nothing, since it has no contract`,
    hint: () => "write contract: true, or say it with data tests",
  }),
  Q0822: entry<{ node: string }>({
    severity: "warning",
    message: ({ node }) =>
      `"${node}" is incremental and ignores changes of its columns, so its table may keep other columns than its contract has`,
    hint: () => "write on_schema_change: append, sync or fail",
  }),
  Q0823: entry<{ node: string; file: string }>({
    message: ({ node, file }) => `the contract of "${node}" cannot be written into ${file} as it stands`,
    hint: () =>
      "its entry shares columns with another one (an alias), or is written in an unusual way: write it by hand",
  }),
  Q0824: entry<{ node: string }>({
    severity: "warning",
    message: ({ node }) => `the contract of "${node}" is not written, since its columns are not known`,
    hint: () => "mend what is wrong with it, or with what it reads, first",
  }),
  Q0825: entry<{ node: string; reason: string }>({
    severity: "warning",
    message: ({ node, reason }) => `the contract of "${node}" is not written: ${reason}`,
    hint: () => "write it by hand",
  }),
};
