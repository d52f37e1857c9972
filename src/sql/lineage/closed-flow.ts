import type { OpenFlow } from "./open-flow.ts";
import { noUses } from "./traced.ts";

/** What is given to the tracer where nobody asks from which rows values come: a cell is the base column itself. */
export const closedFlow: OpenFlow = {
  isOpen: false,
  sourceOf: (use) => use,
  scan: () => 0,
  cell: (_scan, _column, source = -1) => source,
  manyOf: () => noUses,
  withoutMany: (uses) => uses,
  equate: () => {},
  limit: () => {},
  step: () => 0,
  through: (uses) => uses,
  keepOne: () => {},
  isOneKept: () => false,
  instance: (_cte, _reference, traced) => traced,
  hasSteps: () => false,
  scans: [],
  cells: [],
  reaches: [],
  limits: [],
  rootOf: (cell) => cell,
};
