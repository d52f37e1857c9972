import { relationOf } from "../../compile/relation-of.ts";
import type { RelationNode, SourceNode } from "../../graph/types.ts";
import type { TargetConfig } from "../../project/definitions.ts";
import { isRemote } from "../../run/sources/find-files.ts";
import { nodeName } from "../render/node-name.ts";

/** How OpenLineage calls a table or a file. */
export interface Dataset {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The dataset that a node is: a table of the target's database, the files of a source, or, for an ephemeral model, which is none of both, a
 * dataset of the project.
 *
 * @example datasetOf(fctOrders, setting) // {namespace: "duckdb://target/shop.duckdb", name: "main.fct_orders"}
 */
export function datasetOf(
  node: RelationNode | SourceNode,
  { target, project }: { readonly target: TargetConfig; readonly project: string },
): Dataset {
  if (node.kind === "source") {
    if (node.path !== undefined) return fileDataset(node.path);
    const table = [node.database, node.schema ?? node.source, node.identifier];
    return { namespace: databaseOf(target), name: table.filter((part) => part !== undefined).join(".") };
  }
  if (node.settings.materialized === "ephemeral") return { namespace: project, name: nodeName(node) };
  const { schema, name } = relationOf(node, {
    target: { name: target.name, type: target.type, schema: target.schema },
  });
  return { namespace: databaseOf(target), name: `${schema}.${name}` };
}

function fileDataset(path: string): Dataset {
  if (!isRemote(path)) return { namespace: "file", name: path };
  const [scheme = "", rest = ""] = path.split("://");
  const slash = rest.indexOf("/");
  return slash < 0
    ? { namespace: `${scheme}://${rest}`, name: "/" }
    : { namespace: `${scheme}://${rest.slice(0, slash)}`, name: rest.slice(slash + 1) };
}

function databaseOf(target: TargetConfig): string {
  if (target.type === "duckdb") return `duckdb://${target.path}`;
  // The place alone: who connects, and how, is no part of a table's name.
  const place = /^[a-z]+:\/\/(?:[^@/]*@)?([^/?]+)/i.exec(target.url)?.[1] ?? "localhost";
  return `postgres://${place.includes(":") ? place : `${place}:5432`}`;
}
