import type { CommandGroup } from "../../command.ts";
import { featuresCorrelationsCommand } from "./correlations.ts";
import { featuresDriftCommand } from "./drift.ts";
import { featuresGetCommand } from "./get.ts";
import { featuresListCommand } from "./list.ts";
import { featuresPackCommand } from "./pack.ts";
import { featuresServeCommand } from "./serve.ts";
import { featuresStatsCommand } from "./stats.ts";
import { featuresVersionsCommand } from "./versions.ts";

/** `quern features`: what is known of customers and other entities. */
export const featuresGroup: CommandGroup = {
  name: "features",
  summary: "look at features, and serve their current values",
  commands: [
    featuresListCommand,
    featuresGetCommand,
    featuresServeCommand,
    featuresPackCommand,
    featuresStatsCommand,
    featuresDriftCommand,
    featuresCorrelationsCommand,
    featuresVersionsCommand,
  ],
};
