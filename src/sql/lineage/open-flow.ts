import { type CellName, cellOf, many, type OpenCell, openCells, reachOf, width } from "./cells.ts";
import { copyScans } from "./copy-scans.ts";
import type { Reach } from "./flow.ts";
import type { BaseTable } from "./lineage.ts";
import { openReaches, type Reaches } from "./reaches.ts";
import { noUses, type Traced, type Uses, withDecided } from "./traced.ts";

/** Collects, while a statement is traced, from which rows its values come; one that is closed keeps columns apart and nothing else. */
export interface OpenFlow {
  readonly isOpen: boolean;
  /** The number of the base column of what is used. */
  readonly sourceOf: (use: number) => number | undefined;
  /** The number of a scan of a table; the same for the same operator. */
  readonly scan: (operator: number, table: BaseTable) => number;
  /** The number of a cell. @param source the number of the base column */
  readonly cell: (scan: number, column: CellName, source?: number) => number;
  /** How many rows there are, of all whose being there is among what is used. */
  readonly manyOf: (exists: Uses) => Uses;
  /** What is used, apart from how many rows there are. */
  readonly withoutMany: (uses: Uses) => Uses;
  readonly equate: (one: number, other: number) => void;
  readonly limit: (smaller: number, larger: number) => void;
  /** The number of an aggregation, a window, or whatever else looks at many rows. */
  readonly step: (of: object) => number;
  readonly through: Reaches["through"];
  /** Notes that of the rows that a step looks at together one is kept. */
  readonly keepOne: (step: number) => void;
  readonly isOneKept: (step: number) => boolean;
  /** What a CTE gives at one of its references: all but the first get scans of their own. */
  readonly instance: (cte: number, reference: number, traced: Traced) => Traced;
  /** False as long as every value comes from its own row. */
  readonly hasSteps: () => boolean;
  readonly scans: readonly BaseTable[];
  readonly cells: readonly OpenCell[];
  readonly reaches: readonly (Reach | null)[];
  readonly limits: readonly (readonly [number, number])[];
  readonly rootOf: (cell: number) => number;
}

/** CTEs that read each other twice make twice as many scans each time; beyond this many, other rows are any rows. */
const mostScans = 200;

export function openFlow(): OpenFlow {
  const cells = openCells();
  const reaches = openReaches(cells.rootOf);
  const { through } = reaches;
  const scans = new Map<number, number>();
  const steps = new Map<object, number>();
  const oneKept = new Set<number>();
  const firsts = new Map<number, number>();
  const instances = new Map<number, Map<number, number>>();
  const columnOf = (use: number) => cells.all[cellOf(use)]?.column;
  return {
    isOpen: true,
    sourceOf: (use) => cells.all[cellOf(use)]?.source,
    scan: (operator, table) => {
      const number = scans.get(operator) ?? cells.addScan(table);
      scans.set(operator, number);
      return number;
    },
    cell: cells.cell,
    manyOf: (exists) => {
      const found = new Set<number>();
      for (const use of exists) {
        const { scan = -1, column } = cells.all[cellOf(use)] ?? {};
        if (column === null || column === many) found.add(cells.cell(scan, many) + reachOf(use) * width);
      }
      return found;
    },
    withoutMany: (uses) => {
      const isMany = (use: number) => columnOf(use) === many;
      return [...uses].some(isMany) ? new Set([...uses].filter((use) => !isMany(use))) : uses;
    },
    equate: cells.equate,
    limit: cells.limit,
    step: (of) => {
      const number = steps.get(of) ?? steps.size;
      steps.set(of, number);
      return number;
    },
    through,
    keepOne: (step) => {
      oneKept.add(step);
    },
    isOneKept: (step) => oneKept.has(step),
    instance: (cte, reference, traced) => {
      const first = firsts.get(cte) ?? reference;
      firsts.set(cte, first);
      if (first === reference) return traced;
      const moved = instances.get(reference) ?? new Map<number, number>();
      if (!instances.has(reference) && cells.scans.length > mostScans) return otherRows(traced, through);
      instances.set(reference, moved);
      return copyScans(traced, moved, cells, reaches);
    },
    hasSteps: () => steps.size > 0,
    scans: cells.scans,
    cells: cells.all,
    reaches: reaches.all,
    limits: cells.limits,
    rootOf: cells.rootOf,
  };
}

function otherRows({ columns, rows, exists }: Traced, through: Reaches["through"]): Traced {
  const step: Reach = { kind: "any", by: "with", step: -1, kept: [] };
  return {
    columns: columns.map(({ tie: _tie, decided = noUses, ...column }) =>
      withDecided({ ...column, uses: through(column.uses, step) }, through(decided, step)),
    ),
    rows,
    exists: through(exists, step),
  };
}
