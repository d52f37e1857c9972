import type { StateTable } from "../state/tables.ts";

/** The table of `_quern` about versions of training sets. */
export const versionTables = {
  training_versions: {
    comment: "What training sets have held: a row for each content, from which a model is traced to its rows",
    columns: {
      node: ["VARCHAR", "identifier of the training set"],
      version: ["VARCHAR", "hash of the rows, whatever their order"],
      run_id: ["VARCHAR", "the run that first built these rows"],
      built_at: ["TIMESTAMP", "when it did, UTC"],
      last_run: ["VARCHAR", "the last run that built them"],
      last_built_at: ["TIMESTAMP", "when it did, UTC"],
      last_generation: ["BIGINT", "number of that run; the highest of a node is what its table holds"],
      row_count: ["BIGINT", "rows"],
      spine_rows: ["BIGINT", "entities and moments of the spine"],
      incomplete: ["BIGINT", "of them, those left out since the horizon of their label was not over"],
      sampled_away: ["BIGINT", "of them, those that the sample left out"],
      balanced_away: ["BIGINT", "of them, those that under-sampling left out"],
      without_key: ["BIGINT", "rows of what the spine is made from that have no key or no moment"],
      classes: ["VARCHAR", "JSON: rows by value of the label; null without one"],
      parts: ["VARCHAR", "JSON: rows by part of the split; null without one"],
      columns: ["VARCHAR", "JSON: names and types of the columns"],
      rows_table: [
        "VARCHAR",
        "table of this schema that keeps the rows; null of what the set's own table holds, and of rows that are gone",
      ],
      manifest: ["VARCHAR", "JSON: all that the rows were made of and by"],
      purged: [
        "BIGINT",
        "of the spine's rows, those left out since they look past the end of their part of time; null of versions from before it was counted",
      ],
    },
  },
} as const satisfies Record<string, StateTable>;

/** Names of the tables that keep rows. */
export const rowsPrefix = "rows_";

/** How many digits of the hash a version is known by. */
export const versionLength = 12;
