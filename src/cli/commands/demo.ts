import type { Command } from "../command.ts";

/** `quern demo`: makes the shop's raw data. */
export const demoCommand: Command = {
  name: "demo",
  summary: "make the shop's raw data: two years of a retailer, as Parquet files",
  details:
    "Equal scale and seed give equal rows. What is already there for them is left alone, unless --force is given; data of another scale are replaced.",
  options: ["scale", "seed", "out", "force"],
  examples: ["quern demo", "quern demo --scale 0.1 --out data"],
};
