import type { TrainingSetNode } from "../../graph/types.ts";
import { readVersions, type TrainingVersion } from "../../run/versions/read-versions.ts";
import { compileOptions } from "../compile-options.ts";
import type { Loaded } from "../loaded.ts";
import { type OpenRequest, openLater } from "../open-later.ts";

/** The versions of a training set that the target's warehouse knows, the latest first. */
export async function readSetVersions(
  loaded: Loaded,
  node: TrainingSetNode,
  request: OpenRequest,
): Promise<readonly TrainingVersion[]> {
  const { dialect } = await compileOptions(loaded, {});
  const connection = openLater(loaded, { ...request, readOnly: true });
  try {
    return await readVersions(await connection.session(), node.id, dialect);
  } finally {
    await connection.close();
  }
}
