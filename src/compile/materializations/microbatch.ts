import { hasErrors } from "../../base/diagnostic.ts";
import { fillBatch } from "../microbatch.ts";
import type { Batch, Step } from "../types.ts";
import { nameList, target } from "./names.ts";
import { replaceRelation } from "./replace-relation.ts";
import { reconcileColumns } from "./schema-change.ts";
import { findExistingTable } from "./settings.ts";
import type { Materialization, Work } from "./types.ts";
import { unknownColumns } from "./unknown-columns.ts";

/**
 * A table filled one interval of event time after another: the rows of each batch are deleted and written again, so a batch can be filled
 * any number of times and in any order. A batch holds the rows whose own `event_time` is in it, whatever its SELECT returns; rows
 * without event time belong to none.
 */
export const microbatch: Materialization = (work) => {
  const present = findExistingTable(work);
  const incoming = work.situation.selectColumns ?? [];
  const wrong = unknownColumns(work, incoming);
  const { value: reconciled, diagnostics } =
    present === undefined
      ? {
          value: { steps: emptyTable(work), columns: incoming.map((column) => column.name) },
          diagnostics: [],
        }
      : reconcileColumns(work, present.columns, incoming, work.settings.on_schema_change ?? "ignore");
  const problems = [...wrong, ...diagnostics];
  if (hasErrors(problems)) return { value: [], diagnostics: problems };
  const batches = work.situation.batches ?? [];
  return {
    value: [
      ...reconciled.steps,
      ...batches.flatMap((batch, index) =>
        batchSteps(work, batch, reconciled.columns, present === undefined).map((step) => ({
          ...step,
          batch: index,
        })),
      ),
    ],
    diagnostics: problems,
  };
};

function emptyTable(work: Work): Step[] {
  const epoch = new Date(0);
  const select = batchSelect(work, { start: epoch, end: epoch });
  return replaceRelation(work, "table", `select * from (\n${select}\n) as new limit 0`);
}

function batchSteps(work: Work, batch: Batch, columns: readonly string[], fresh: boolean): Step[] {
  const insert: Step = {
    kind: "insert",
    sql: `insert into ${target(work)} (${nameList(work, columns)})
select ${nameList(work, columns)} from (
${batchSelect(work, batch)}
) as new
where ${inBatch(work, batch)}`,
  };
  if (fresh) return [insert];
  return [{ kind: "delete", sql: `delete from ${target(work)} where ${inBatch(work, batch)}` }, insert];
}

function inBatch({ dialect, settings }: Work, { start, end }: Batch): string {
  const time = eventTime(settings.event_time ?? "", dialect.quoteName);
  return `${time} >= ${dialect.renderTimestamp(start)} and ${time} < ${dialect.renderTimestamp(end)}`;
}

function eventTime(text: string, quoteName: (name: string) => string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) ? quoteName(text) : `(${text})`;
}

function batchSelect({ node, dialect }: Work, batch: Batch): string {
  return fillBatch(node.batchSelect ?? node.select, batch, dialect);
}
