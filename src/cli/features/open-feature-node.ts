import type { Session } from "../../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { StatisticsRequest } from "../../features/statistics/request.ts";
import type { MeasuredColumn } from "../../features/statistics/types.ts";
import type { FeatureNode } from "../../graph/types.ts";
import { openLater } from "../../pipeline/open-later.ts";
import { compileSelected, type Loaded } from "../../pipeline.ts";
import { stateSchema } from "../../run/state/tables.ts";
import { measuredColumns } from "../../run/statistics/measured-columns.ts";
import { kindOf } from "../../run/statistics/resolve-reference.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import type { Invocation } from "../command.ts";
import { findNode } from "../find-node.ts";
import { openProject } from "../open-project.ts";
import { nodeSelector } from "../render/node-name.ts";
import { requireValue } from "../require-value.ts";
import { readDuration } from "../values.ts";

/** A view or set, and what its statistics are of. */
export interface NamedFeatures {
  readonly loaded: Loaded;
  readonly node: FeatureNode;
  readonly relation: Relation;
  readonly request: StatisticsRequest;
}

/** The view or set that the first word of a command names. */
export async function openFeatureNode(invocation: Invocation): Promise<NamedFeatures> {
  const loaded = await openProject(invocation);
  const node = findNode(invocation.words[0] ?? "", loaded);
  if (node.kind !== "feature_view" && node.kind !== "training_set")
    throw new DiagnosticError([diagnose("Q1284", { name: node.name, kind: node.kind.replace("_", " ") })]);
  const compiled = requireValue(await compileSelected(loaded, [node.id]), invocation.terminal).nodes[node.id];
  if (!compiled?.relation || !compiled.statistics) throw new Error(`${node.id} has no statistics to keep`);
  return { loaded, node, relation: compiled.relation, request: compiled.statistics };
}

/** Lets `work` read the target, and closes it. What the engine refuses is told as it is. */
export async function readTarget<T>(
  { loaded }: NamedFeatures,
  { options, terminal }: Invocation,
  work: (session: Session, dialect: Dialect) => Promise<T>,
): Promise<T> {
  const connection = openLater(loaded, {
    readOnly: true,
    lockTimeout:
      options.lockTimeout === undefined ? 30 : readDuration("--lock-timeout", options.lockTimeout, true),
    listener: (event) => {
      if (event.kind === "waiting") terminal.progress(`waiting for ${event.holder}`);
    },
  });
  try {
    const { dialect } = await connection.warehouse();
    return await work(await connection.session(), dialect);
  } finally {
    await connection.close();
  }
}

/** Whether the target has a table of `_quern`. */
export async function hasStateTable(session: Session, name: string): Promise<boolean> {
  return (await kindOf(session, { schema: stateSchema, name })) !== undefined;
}

/** The features of a view or set as it stands in the target. */
export async function publishedFeatures(
  { node, relation, request }: NamedFeatures,
  session: Session,
): Promise<readonly MeasuredColumn[]> {
  const columns = await session.columns(relation);
  if (columns.length === 0) {
    const { schema, name } = relation;
    throw new DiagnosticError([
      diagnose("Q0711", { node: nodeSelector(node), relation: `${schema}.${name}` }),
    ]);
  }
  const personal = new Set(request.personal.map((name) => name.toLowerCase()));
  return measuredColumns(columns, {
    leaveOut: request.leaveOut,
    isPersonal: (column) => personal.has(column.toLowerCase()),
  });
}
