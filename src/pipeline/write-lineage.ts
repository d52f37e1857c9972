import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeLineage } from "../artifacts/lineage.ts";
import type { Bound } from "../bind/types.ts";
import type { Loaded } from "./loaded.ts";
import { whereWritable } from "./where-writable.ts";
import { artifactContext } from "./write-artifacts.ts";

/** Writes lineage.json of a whole project. One that cannot be written to is checked all the same. */
export function keepLineage(loaded: Loaded, bound: Bound): void {
  whereWritable(() => {
    writeLineage(bound, artifactContext(loaded, randomUUID()));
  });
}

/** True where an earlier check has left its lineage.json. */
export function hasLineage(root: string): boolean {
  return existsSync(join(root, "target", "lineage.json"));
}
