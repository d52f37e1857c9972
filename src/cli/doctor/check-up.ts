import type { Json } from "../../project/definitions.ts";
import { checkDatabase } from "./database.ts";
import { checkDisk } from "./disk.ts";
import { checkEngine } from "./engine.ts";
import { checkFolder } from "./folder.ts";
import { checkNode } from "./node.ts";
import { checkProject } from "./project.ts";

/** One thing looked at: fine, worth knowing, or in the way of a build. */
export interface Finding {
  readonly subject: string;
  readonly state: "ok" | "warning" | "failed";
  readonly detail: string;
  readonly hint?: string;
}

export interface CheckUpRequest {
  readonly directory: string;
  readonly projectDir: string | undefined;
  readonly target: string | undefined;
  readonly vars: Readonly<Record<string, Json>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Looks at everything a build needs, in the order it needs it; changes nothing but a scratch file that is deleted again. */
export async function checkUp(request: CheckUpRequest): Promise<readonly Finding[]> {
  const general = [checkNode(), await checkEngine()];
  const { finding, loaded } = await checkProject(request);
  if (loaded === undefined) return [...general, finding];
  return [...general, finding, checkFolder(loaded), await checkDatabase(loaded), checkDisk(loaded)];
}
