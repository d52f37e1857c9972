import { version } from "../../base/version.ts";
import type { Finding } from "./check-up.ts";

/** Quern's version, Node's and the platform. An older Node has been refused before any command ran. */
export function checkNode(): Finding {
  return {
    subject: "program",
    state: "ok",
    detail: `quern ${version} on node ${process.versions.node}, ${process.platform}-${process.arch}`,
  };
}
