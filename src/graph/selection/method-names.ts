/** The methods of dbt's selector grammar. Those whose kinds of nodes do not exist yet are accepted and match nothing. */
export const methodNames = [
  "fqn",
  "tag",
  "source",
  "exposure",
  "path",
  "file",
  "package",
  "config",
  "test_type",
  "test_name",
  "resource_type",
  "group",
  "access",
  "version",
  "state",
  "result",
  "source_status",
  "selector",
  "unit_test",
  "feature_view",
  "training_set",
  "metric",
  "semantic_model",
  "saved_query",
] as const;

export type MethodName = (typeof methodNames)[number];

/** True for the name of a method. */
export function isMethodName(text: string): text is MethodName {
  return (methodNames as readonly string[]).includes(text);
}

/** The method of a value without one: a path where it holds a separator, a file where it has an extension, else a name. */
export function guessMethod(value: string): MethodName {
  if (value.includes("/") || value.includes("\\")) return "path";
  return /\.(sql|ts|py|csv|ipynb|ya?ml)$/i.test(value) ? "file" : "fqn";
}
