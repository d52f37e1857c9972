import { join } from "node:path";
import { maskedJson } from "../base/masked-json.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { writeText } from "./write-text.ts";

/** `target/catalog.json`: what the warehouse holds of the project. */
export interface Catalog {
  readonly metadata: ArtifactMetadata;
  readonly nodes: Readonly<Record<NodeId, CatalogEntry>>;
}

export interface CatalogEntry {
  readonly relation: Relation;
  readonly kind: "table" | "view";
  readonly columns: readonly (Column & { readonly description?: string })[];
  /** Of tables, where the engine knows it without counting. */
  readonly rows?: number;
}

/** Writes catalog.json. */
export function writeCatalog(nodes: Catalog["nodes"], context: ArtifactContext): void {
  const catalog: Catalog = { metadata: metadataOf("catalog", context), nodes };
  writeText(join(context.folder, "catalog.json"), `${maskedJson(catalog)}\n`);
}
