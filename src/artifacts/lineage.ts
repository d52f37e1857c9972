import { join } from "node:path";
import { maskSecrets } from "../base/secrets.ts";
import type { Bound, BoundNode, ColumnUse, RowUse } from "../bind/types.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { writeText } from "./write-text.ts";

/** `target/lineage.json`: the columns of every node, with types, and where they and the rows come from, as `quern check` found them. */
export interface LineageArtifact {
  readonly metadata: ArtifactMetadata;
  /** Nodes that could be checked. What has an error, or reads something that has, is missing. */
  readonly nodes: Readonly<Record<NodeId, LineageNode>>;
}

export interface LineageNode {
  readonly columns: readonly LineageColumn[];
  /** What decides which rows there are; absent, as are the columns' `uses`, for sources and seeds and where `untraceable` says why. */
  readonly rows?: readonly RowUse[];
  /** Direct parents, also those of which no column is used. */
  readonly reads?: readonly NodeId[];
  readonly untraceable?: string;
  /** Functions that give something else at each call. */
  readonly volatile?: readonly string[];
}

export interface LineageColumn extends Column {
  /** Columns of direct parents that the value is computed from. */
  readonly uses?: readonly ColumnUse[];
  /** The one of them that the value is an unchanged copy of, on rows that have it. */
  readonly copyOf?: ColumnUse;
  /** With `copyOf`: some rows have null instead. */
  readonly mayLack?: true;
}

/**
 * Writes lineage.json, a node a line. Put together by hand: it is the largest of the artifacts, and made of few texts that come again and again,
 * each of which is masked and escaped once.
 */
export function writeLineage(bound: Bound, context: ArtifactContext): void {
  const quote = createQuoter();
  const metadata = JSON.stringify(metadataOf("lineage", context), (_key, item: unknown) =>
    typeof item === "string" ? maskSecrets(item) : item,
  );
  const nodes = Object.values(bound.nodes).map((node) => `${quote(node.id)}:${renderNode(node, quote)}`);
  writeText(
    join(context.folder, "lineage.json"),
    `{"metadata":${metadata},"nodes":{\n${nodes.join(",\n")}\n}}\n`,
  );
}

type Quote = (text: string) => string;

function createQuoter(): Quote {
  const quoted = new Map<string, string>();
  return (text) => {
    let found = quoted.get(text);
    if (found === undefined) {
      found = JSON.stringify(maskSecrets(text));
      quoted.set(text, found);
    }
    return found;
  };
}

function renderNode({ columns, lineage, untraceable, volatile }: BoundNode, quote: Quote): string {
  const list = columns.map(({ name, type }, index) => {
    const from = lineage?.columns[index];
    const { copyOf, mayLack } = from ?? {};
    const uses = from ? `,"uses":[${from.uses.map((use) => renderUse(use, quote)).join()}]` : "";
    const copy = copyOf ? `,"copyOf":${renderUse(copyOf, quote)}${mayLack ? ',"mayLack":true' : ""}` : "";
    return `{"name":${quote(name)},"type":${quote(type)}${uses}${copy}}`;
  });
  const rows = lineage?.rows.map(
    ({ node, column, as }) => `{"node":${quote(node)},"column":${quote(column)},"as":"${as}"}`,
  );
  return [
    `{"columns":[${list.join()}]`,
    rows && `"rows":[${rows.join()}]`,
    lineage && `"reads":[${lineage.reads.map(quote).join()}]`,
    untraceable !== undefined && `"untraceable":${quote(untraceable)}`,
    volatile.length > 0 && `"volatile":[${volatile.map(quote).join()}]`,
  ]
    .filter((part) => typeof part === "string")
    .join()
    .concat("}");
}

function renderUse({ node, column }: ColumnUse, quote: Quote): string {
  return `{"node":${quote(node)},"column":${quote(column)}}`;
}
