import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Loaded } from "../../pipeline.ts";
import type { Finding } from "./check-up.ts";

/** Writes a scratch file into target/. */
export function checkFolder({ root }: Loaded): Finding {
  const folder = join(root, "target");
  const scratch = join(folder, `.doctor-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(scratch, "");
    rmSync(scratch);
    return { subject: "target/", state: "ok", detail: "can be written" };
  } catch (error) {
    return {
      subject: "target/",
      state: "failed",
      detail: `cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      hint: "check the owner and the mode of the project's folder",
    };
  }
}
