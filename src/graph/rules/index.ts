import { checkAccess } from "./access.ts";
import { checkCycles } from "./cycles.ts";
import { checkGroups } from "./groups.ts";
import type { Rule } from "./linked-graph.ts";
import { checkRelations } from "./relations.ts";
import { checkSelectorDefaults } from "./selector-defaults.ts";
import { checkStages } from "./stages.ts";
import { checkVersions } from "./versions.ts";

/** Every rule of the graph, in the order in which its problems are told. */
export const rules: readonly Rule[] = [
  checkGroups,
  checkAccess,
  checkVersions,
  checkStages,
  checkCycles,
  checkRelations,
  checkSelectorDefaults,
];
