import type { RuleSeverity } from "../project/definitions.ts";
import type { RuleName } from "../project/rule-names.ts";
import { duplicateModel } from "./duplicate-model.ts";
import { exposureReadsStaging } from "./exposure-reads-staging.ts";
import { fanOutJoin } from "./fan-out-join.ts";
import { hardCodedRelation } from "./hard-coded-relation.ts";
import { leak } from "./leak.ts";
import { modelTooWide } from "./model-too-wide.ts";
import { noKeyTest } from "./no-key-test.ts";
import { sourceReadLate } from "./source-read-late.ts";
import { sourceReadTwice } from "./source-read-twice.ts";
import { starFromSource } from "./star-from-source.ts";
import type { Rule } from "./types.ts";
import { undocumentedPublicModel } from "./undocumented-public-model.ts";
import { unusedModel } from "./unused-model.ts";
import { unusedSource } from "./unused-source.ts";

/** Every rule, by the name that settings give it. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  no_key_test: noKeyTest,
  source_read_late: sourceReadLate,
  source_read_twice: sourceReadTwice,
  unused_source: unusedSource,
  unused_model: unusedModel,
  undocumented_public_model: undocumentedPublicModel,
  star_from_source: starFromSource,
  fan_out_join: fanOutJoin,
  model_too_wide: modelTooWide,
  duplicate_model: duplicateModel,
  hard_coded_relation: hardCodedRelation,
  exposure_reads_staging: exposureReadsStaging,
  leak,
};

/** What a finding is where the project does not say: worth a look, but for a leak, which makes a training set worthless. */
export const severities: Readonly<Record<RuleName, RuleSeverity>> = {
  ...(Object.fromEntries(Object.keys(rules).map((name) => [name, "warn"])) as Record<RuleName, "warn">),
  leak: "error",
};
