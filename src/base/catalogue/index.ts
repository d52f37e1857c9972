import { checkingMessages } from "./checking.ts";
import { compilationMessages } from "./compilation.ts";
import { contractMessages } from "./contracts.ts";
import { engineMessages } from "./engine.ts";
import type { CatalogueEntry } from "./entry.ts";
import { featureMessages } from "./features.ts";
import { fileMessages } from "./files.ts";
import { graphMessages } from "./graph.ts";
import { leakMessages } from "./leaks.ts";
import { lineageMessages } from "./lineage.ts";
import { materializingMessages } from "./materializing.ts";
import { nameMessages } from "./names.ts";
import { ruleMessages } from "./rules.ts";
import { runMessages } from "./run.ts";
import { servingMessages } from "./serving.ts";
import { statisticsMessages } from "./statistics.ts";
import { templateMessages } from "./templates.ts";
import { typescriptMessages } from "./typescript.ts";
import { typescriptModelMessages } from "./typescript-models.ts";
import { unitTestMessages } from "./unit-tests.ts";
import { usageMessages } from "./usage.ts";

/**
 * Every message a user can meet, by its stable code. A code is never given a second meaning.
 *
 * Q00xx files and YAML shapes, Q01xx names (refs, sources, columns, selectors), Q02xx templates and macros, Q03xx rules of the graph (stages,
 * cycles, access), Q04xx materialisation and its settings, Q05xx the engine and its file, Q06xx building and testing, Q07xx the command line,
 * Q080x checking before anything runs, Q081x and Q082x contracts, Q083x lineage, Q085x to Q088x rules of projects, Q09xx unit tests, Q10xx models
 * in TypeScript, Q11xx types of TypeScript and Kysely, Q12xx features.
 */
export const catalogue = {
  ...fileMessages,
  ...nameMessages,
  ...templateMessages,
  ...graphMessages,
  ...materializingMessages,
  ...compilationMessages,
  ...engineMessages,
  ...runMessages,
  ...typescriptMessages,
  ...usageMessages,
  ...checkingMessages,
  ...lineageMessages,
  ...unitTestMessages,
  ...typescriptModelMessages,
  ...contractMessages,
  ...ruleMessages,
  ...featureMessages,
  ...servingMessages,
  ...statisticsMessages,
  ...leakMessages,
} as const;

export type DiagnosticCode = keyof typeof catalogue;

export type MessageParameters<C extends DiagnosticCode> =
  (typeof catalogue)[C] extends CatalogueEntry<infer P> ? P : never;
