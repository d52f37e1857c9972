import { statfsSync } from "node:fs";
import type { Loaded } from "../../pipeline.ts";
import { renderBytes } from "../render/numbers.ts";
import type { Finding } from "./check-up.ts";

/** Free space where the project is. Below one gigabyte a build with large joins may not find room to spill. */
export function checkDisk({ root }: Loaded): Finding {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  const scarce = free < 1e9;
  return {
    subject: "disk",
    state: scarce ? "warning" : "ok",
    detail: `${renderBytes(free)} free`,
    ...(scarce && { hint: "DuckDB spills large joins to the disk: make room" }),
  };
}
