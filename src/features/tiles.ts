import type { Taken } from "./frame.ts";
import type { Measure } from "./measures.ts";
import { momentKeys } from "./occasions.ts";
import { type Filter, type Partial, partialOf } from "./partials.ts";
import { rowKeys } from "./source-rows.ts";
import { type Cte, grouped, type RowColumns, selectList } from "./statement.ts";
import { tileLength } from "./tile-length.ts";
import type { Duration } from "./types.ts";
import type { Windows } from "./windows.ts";

/** What tiles are made of and for. */
export interface Tiling {
  /** Table of moments, and of rows with `quern_k0`.., `quern_t` and the columns. */
  readonly moments: string;
  readonly rows: string;
  readonly keyLength: number;
  readonly columns: RowColumns;
  /** What orders rows of one moment, before their value. */
  readonly order: readonly string[];
  readonly windows: Windows;
}

/** Measures that are merged, and how. */
interface Work {
  readonly tiling: Tiling;
  readonly name: string;
  readonly merges: readonly Merge[];
  readonly windows: readonly (Duration | null)[];
  readonly length: bigint;
  readonly partials: readonly PartialSet[];
  /** By SQL of a value, the column of its mean for the entity. */
  readonly centers: ReadonlyMap<string, string>;
}

interface Merge {
  readonly measure: Measure;
  readonly set: PartialSet;
}

/** Measures that differ in their windows alone are made of the same columns. */
interface PartialSet {
  readonly names: readonly string[];
  readonly partial: Partial;
  readonly conditions: readonly string[];
}

/**
 * Takes the measures that can be merged: rows are summed up by entity and tile of time once, and a window is its whole tiles and the single rows
 * between them and its ends, so it is exact. What that saves: a row is not looked at again for each moment whose window it is in.
 */
export function tileMeasures(measures: readonly Measure[], tiling: Tiling, name: string): Taken {
  const work = planMerges(measures, tiling, name);
  if (work.merges.length === 0) return { ctes: [], left: measures };
  const pieces = `(\n${wholeTiles(work)}\nunion all\n${edgeRows(work)}\n)`;
  const merged = grouped(
    ["quern_id"],
    work.merges.map((merge) => renderMerge(merge, work)),
    pieces,
  );
  const taken = new Set(work.merges.map(({ measure }) => measure));
  return {
    ctes: [tiledRows(work), tiles(work), ...entityCenters(work), occasions(work), { name, select: merged }],
    left: measures.filter((measure) => !taken.has(measure)),
  };
}

function planMerges(measures: readonly Measure[], tiling: Tiling, name: string): Work {
  const sets = new Map<string, PartialSet>();
  const centers = new Map<string, string>();
  const merges = measures.flatMap((measure): Merge[] => {
    const { part, where } = measure;
    const partial = partialOf(part, tiling);
    if (partial === undefined) return [];
    const inner = part.where === undefined ? undefined : tiling.columns.of(part.where);
    const conditions = [where, inner].filter((each) => each !== undefined);
    const identity = JSON.stringify([part, conditions]);
    const names = partial.columns.map((_, i) => `quern_a${sets.size}_${i}`);
    const set = sets.get(identity) ?? { names, partial, conditions };
    sets.set(identity, set);
    if (partial.around !== undefined && !centers.has(partial.around))
      centers.set(partial.around, `quern_c${centers.size}`);
    return [{ measure, set }];
  });
  const windows = [
    ...new Map(merges.map(({ measure: { window } }) => [JSON.stringify(window), window])).values(),
  ];
  return {
    tiling,
    name,
    merges,
    windows,
    length: tileLength(windows),
    partials: [...sets.values()],
    centers,
  };
}

function renderMerge({ measure, set: { partial, names } }: Merge, { windows, centers }: Work): string {
  const position = windows.findIndex((window) => JSON.stringify(window) === JSON.stringify(measure.window));
  const filter: Filter = (condition) =>
    ` filter (where quern_in${position}${condition === undefined ? "" : ` and ${condition}`})`;
  return `${partial.merge(names, filter, centers.get(partial.around ?? "") ?? "")} as ${measure.name}`;
}

/** No moment is as far from 1970 as this, in microseconds (12,000 years). */
const farAway = 400_000_000_000_000_000n;

/** Whole tiles, so that no moment is negative, whose division would round the other way. */
const offset = (length: bigint) => (farAway / length) * length;

/** A tile holds the moments after its start up to its end, as windows do. */
const tileOf = (moment: string, { length }: Work) => `(${moment} + ${offset(length) - 1n}) // ${length}`;

/** The tile that holds what comes just after a moment. */
const tileAfter = (moment: string, { length }: Work) => `(${moment} + ${offset(length)}) // ${length}`;

const startOf = (tile: string, { length }: Work) => `${tile} * ${length} - ${offset(length)}`;

function tiledRows(work: Work): Cte {
  const { rows } = work.tiling;
  const tiled = `select *,\n${tileOf("quern_t", work)} as quern_tile\nfrom ${rows}\nwhere quern_t is not null`;
  return {
    name: `${work.name}_rows`,
    select: `select *,\n${startOf("quern_tile", work)} as quern_start\nfrom (\n${tiled}\n)`,
  };
}

function tiles({ tiling, name, partials }: Work): Cte {
  const aggregates = partials.flatMap(({ names, partial, conditions }) => {
    const filter = conditions.length === 0 ? "" : ` filter (where ${conditions.join(" and ")})`;
    return partial.columns.map(({ ofTile }, i) => `${ofTile(filter)} as ${names[i]}`);
  });
  const groups = [...rowKeys(tiling.keyLength), "quern_tile", "quern_start"];
  return { name: `${name}_tiles`, select: grouped(groups, aggregates, `${name}_rows`) };
}

/** The mean, for each entity, of values whose squares are summed up. */
function entityCenters({ tiling, name, partials, centers }: Work): readonly Cte[] {
  const means = [...centers].flatMap(([value, center]) => {
    const [rows, mean] = partials.find(({ partial }) => partial.around === value)?.names ?? [];
    return `sum(${rows} * ${mean}) / sum(${rows}) as ${center}`;
  });
  if (means.length === 0) return [];
  return [{ name: `${name}_centers`, select: grouped(rowKeys(tiling.keyLength), means, `${name}_tiles`) }];
}

/** Moments with where their windows begin, and the entity's means (0 where no row that counts has a value). */
function occasions({ tiling, name, centers }: Work): Cte {
  const { moments, keyLength, windows } = tiling;
  const keys = momentKeys(keyLength);
  const items = [
    "quern_id",
    "quern_us",
    ...keys,
    ...windows.starts.map((start) => `${start.sql} as ${start.name}`),
    ...[...centers.values()].map((center) => `coalesce(${center}, 0) as ${center}`),
  ];
  const on = keys.map((key, i) => `${key} = quern_k${i}`).join("\nand ");
  const join = centers.size === 0 ? "" : `\nleft join ${name}_centers on ${on}`;
  return { name: `${name}_moments`, select: `select ${selectList(items)}\nfrom ${moments}${join}` };
}

const sameKeys = ({ tiling: { keyLength } }: Work) =>
  momentKeys(keyLength).map((key, i) => `${key} = quern_k${i}`);

function wholeTiles(work: Work): string {
  const { name, windows, tiling, length, partials, centers } = work;
  const flags = windows.map((window, i) => {
    const begin = tiling.windows.beginOf(window);
    return `${begin === undefined ? "true" : `quern_start >= ${begin}`} as quern_in${i}`;
  });
  const items = [
    "quern_id",
    "quern_us",
    ...centers.values(),
    ...flags,
    ...partials.flatMap((set) => set.names),
  ];
  const widest = tiling.windows.widest;
  const on = [
    ...sameKeys(work),
    `quern_start <= quern_us - ${length}`,
    ...(widest === undefined ? [] : [`quern_start >= ${widest}`]),
  ];
  return `select ${selectList(items)}\nfrom ${name}_moments\njoin ${name}_tiles on ${on.join("\nand ")}`;
}

/** Single rows of the tiles in which a moment or a beginning of its windows lies. */
function edgeRows(work: Work): string {
  const { name, windows, tiling, length, partials, centers } = work;
  const begins = windows.flatMap((window) => tiling.windows.beginOf(window) ?? []);
  const edges = [tileOf("quern_us", work), ...begins.map((begin) => tileAfter(begin, work))];
  const flags = windows.map((window, i) => {
    const begin = tiling.windows.beginOf(window);
    const isWhole = [
      `quern_start <= quern_us - ${length}`,
      ...(begin === undefined ? [] : [`quern_start >= ${begin}`]),
    ];
    const isInside = begin === undefined ? "" : `quern_t > ${begin} and `;
    return `${isInside}not (${isWhole.join(" and ")}) as quern_in${i}`;
  });
  const values = partials.flatMap(({ names, partial, conditions }) =>
    partial.columns.map(({ ofRow }, i) => {
      const value =
        conditions.length === 0 ? ofRow : `case when ${conditions.join(" and ")} then ${ofRow} end`;
      return `${value} as ${names[i]}`;
    }),
  );
  const items = ["quern_id", "quern_us", ...centers.values(), ...flags, ...values];
  const distinct = `select *,\nunnest(list_distinct([${edges.join(", ")}])) as quern_edge\nfrom ${name}_moments`;
  const on = [...sameKeys(work), "quern_edge = quern_tile", "quern_t <= quern_us"];
  return `select ${selectList(items)}\nfrom (\n${distinct}\n)\njoin ${name}_rows on ${on.join("\nand ")}`;
}
