import type { Session } from "../../adapters/adapter.ts";
import { contentHash } from "../../features/training/content-hash.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import { versionLength } from "./tables.ts";

/** The version that a table's rows are, and how many they are. */
export async function versionOf(
  session: Session,
  relation: Relation,
  dialect: Dialect,
): Promise<{ readonly version: string; readonly rows: number }> {
  const [row] = await session.rows(contentHash(dialect.renderRelation(relation), dialect));
  return { version: String(row?.content).slice(0, versionLength), rows: Number(row?.rows) };
}
