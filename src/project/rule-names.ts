/** The rules that every project is held against, by the names that settings give them. */
export const ruleNames = [
  "no_key_test",
  "source_read_late",
  "source_read_twice",
  "unused_source",
  "unused_model",
  "undocumented_public_model",
  "star_from_source",
  "fan_out_join",
  "model_too_wide",
  "duplicate_model",
  "hard_coded_relation",
  "exposure_reads_staging",
  "leak",
] as const;

export type RuleName = (typeof ruleNames)[number];
