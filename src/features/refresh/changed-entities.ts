import type { Dialect } from "../../sql/dialect.ts";
import { fixedMicroseconds, isCalendar } from "../durations.ts";
import { calendarStart } from "../moments.ts";
import { renderSourceRows, rowKeys } from "../source-rows.ts";
import { createRowColumns, selectList } from "../statement.ts";
import type { Duration } from "../types.ts";
import type { RefreshableView } from "./refreshable.ts";

/**
 * Returns a SELECT of the keys (`quern_k0`..) of all entities of which a window holds other rows at a moment than at one before: rows that
 * became known or came into view in between, and rows that a window has passed. Every other entity has the same rows at both.
 *
 * @param since SQL of the earlier moment, a TIMESTAMP in UTC
 * @param until SQL of the later one
 */
export function changedEntities(
  view: RefreshableView,
  since: string,
  until: string,
  dialect: Dialect,
): string {
  const { clock } = view.source;
  const keys = rowKeys(view.key.length);
  const rows = renderSourceRows(
    {
      ...view.source,
      moments: [
        ["quern_t", clock.timestamp],
        ["quern_known", clock.knownAt],
      ],
      columns: createRowColumns(),
    },
    dialect,
  );
  const [from, to] = [`epoch_us(${since})`, `epoch_us(${until})`];
  const changes = [
    `quern_t > ${from}`,
    `quern_known > ${from}`,
    ...windowsOf(view).map((window) => hasPassed(window, since, until, view.source.zone, dialect)),
  ];
  const conditions = [
    ...keys.map((key) => `${key} is not null`),
    `quern_t <= ${to}`,
    `quern_known <= ${to}`,
    `(${changes.join("\nor ")})`,
  ];
  return `select distinct ${selectList(keys)}\nfrom (\n${rows}\n)\nwhere ${conditions.join("\nand ")}`;
}

/** Each length once; lifetime never ends. */
function windowsOf({ columns }: RefreshableView): readonly Duration[] {
  const windows = columns.flatMap((column) =>
    column.kind === "aggregate" && column.window !== null ? [column.window] : [],
  );
  return [...new Map(windows.map((window) => [JSON.stringify(window), window])).values()];
}

/** Rows on which the beginning of a window has moved over. Where clocks are set back, a calendar window may begin earlier than before. */
function hasPassed(window: Duration, since: string, until: string, zone: string, dialect: Dialect): string {
  if (!isCalendar(window)) {
    const length = fixedMicroseconds(window);
    return `(quern_t > epoch_us(${since}) - ${length} and quern_t <= epoch_us(${until}) - ${length})`;
  }
  const starts = [since, until].map((moment) => calendarStart(moment, window, zone, dialect)).join(", ");
  return `(quern_t > least(${starts}) and quern_t <= greatest(${starts}))`;
}
