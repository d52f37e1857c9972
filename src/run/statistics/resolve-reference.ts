import type { Session } from "../../adapters/adapter.ts";
import type { Reference } from "../../features/statistics/find-drift.ts";
import type { DriftReference } from "../../features/statistics/request.ts";
import type { MeasuredTable } from "../../features/statistics/table-part.ts";
import type { MeasuredColumn } from "../../features/statistics/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { stateKey } from "../state/read-state.ts";
import { measuredColumns } from "./measured-columns.ts";
import { keptHistograms, readStatistics, renderInterval } from "./read-statistics.ts";

/** A table that is compared, and the moment of its rows. */
export interface Compared {
  readonly node: NodeId;
  readonly table: MeasuredTable;
  readonly columns: readonly MeasuredColumn[];
  /** Quoted name of the column of the moment. */
  readonly asOfColumn: string | undefined;
  /** The last moment, as the engine writes it. */
  readonly moment: string;
  /** The run that published it, where its statistics are kept already. */
  readonly generation?: number;
}

/** What a table is compared with, and which of its rows are. */
export interface ResolvedReference {
  readonly table: MeasuredTable;
  readonly reference: Reference;
}

const lastBuild = { kind: "last" } as const;

/** Finds what a rule compares with; undefined where it is not there (yet). */
export async function resolveReference(
  session: Session,
  { node, table, columns, asOfColumn, moment, generation }: Compared,
  rule: DriftReference,
  dialect: Dialect,
): Promise<ResolvedReference | undefined> {
  const ask = (sql: string) => session.rows(sql);
  switch (rule.kind) {
    case "relation": {
      const kind = await kindOf(session, rule.relation);
      if (kind === undefined) return undefined;
      const found = measuredColumns(await session.columns(rule.relation), {});
      const byName = new Map(found.map((column) => [column.name.toLowerCase(), column]));
      const named = columns.flatMap(({ name }) => {
        const column = byName.get((rule.columns[name] ?? name).toLowerCase());
        return column === undefined ? [] : [[name, column] as const];
      });
      const other = { from: dialect.renderRelation(rule.relation), isTable: kind === "table" };
      return { table, reference: { kind: "table", table: other, columns: new Map(named) } };
    }
    case "window": {
      if (asOfColumn === undefined) return undefined;
      const last = `${dialect.renderString(moment)}::timestamp`;
      const length = renderInterval(rule.duration);
      const recent = `${asOfColumn} > ${last} - ${length}`;
      const before = `${asOfColumn} <= ${last} - ${length} and ${asOfColumn} > ${last} - 2 * ${length}`;
      const byName = new Map(columns.map((column) => [column.name, column]));
      return {
        table: { ...table, where: recent },
        reference: { kind: "table", table: { ...table, where: before }, columns: byName },
      };
    }
    default: {
      const last = generation === undefined ? lastBuild : ({ kind: "before", generation } as const);
      const which =
        rule.kind === "previous"
          ? last
          : ({ kind: "earlier", duration: rule.duration, than: moment } as const);
      const kept = await readStatistics(ask, node, which, dialect);
      return kept && { table, reference: { kind: "kept", histograms: keptHistograms(kept) } };
    }
  }
}

/** Whether a relation is a table or a view; undefined where it is not there. */
export async function kindOf(
  session: Session,
  relation: Parameters<Session["columns"]>[0],
): Promise<"table" | "view" | undefined> {
  const there = await session.relations([relation.schema]);
  return there.find((each) => stateKey(each.relation) === stateKey(relation))?.kind;
}
