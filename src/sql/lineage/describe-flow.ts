import { cellOf, many, reachOf } from "./cells.ts";
import type { Cell, Flow, FlowColumn, FlowUse, Reach } from "./flow.ts";
import type { OpenFlow } from "./open-flow.ts";
import { type Traced, tieOf, type Uses } from "./traced.ts";

/** From which rows a statement's rows are made; undefined where each is one row of one table, and there is nothing to say of it. */
export function describeFlow({ columns, exists }: Traced, flow: OpenFlow): Flow | undefined {
  const isEarly = columns.some(({ tie }) => tie !== undefined && tie.kind !== "equal");
  if (flow.scans.length < 2 && !flow.hasSteps() && !isEarly) return undefined;
  const reaches = new Map<number, number>([[0, 0]]);
  const usesOf = (uses: Uses): readonly FlowUse[] =>
    [...uses].map((use) => {
      const number = reachOf(use);
      const reach = reaches.get(number) ?? reaches.size;
      reaches.set(number, reach);
      return [cellOf(use), reach];
    });
  const described = columns.map((column): FlowColumn => {
    const tie = tieOf(column);
    const { uses, decided } = column;
    return { of: usesOf(uses), ...(decided && { decided: usesOf(decided) }), ...(tie && { tie }) };
  });
  const rows = usesOf(exists);
  return {
    scans: flow.scans,
    cells: flow.cells.map(
      ({ scan, column }): Cell => (column === many ? [scan, null, true] : [scan, column]),
    ),
    equal: equalCells(flow),
    atMost: flow.limits,
    reaches: [...reaches.keys()].map((number) => reachOfNumber(number, flow)),
    columns: described,
    rows,
  };
}

function reachOfNumber(number: number, { reaches, isOneKept }: OpenFlow): Reach | null {
  const reach = reaches[number];
  if (!reach) return null;
  return isOneKept(reach.step) ? { ...reach, isRest: true } : reach;
}

function equalCells({ cells, rootOf }: OpenFlow): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const cell of cells.keys()) {
    const root = rootOf(cell);
    if (root === cell) continue;
    const group = groups.get(root);
    if (group) group.push(cell);
    else groups.set(root, [root, cell]);
  }
  return [...groups.values()];
}
