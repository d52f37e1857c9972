import type { Json, ProjectConfig } from "../definitions.ts";
import type { GivenValues } from "./record-givens.ts";

/** What functions of models in TypeScript are given in a project: its variables with those of `--vars` on top, and the target in use. */
export function givensOf(
  config: Pick<ProjectConfig, "vars" | "target" | "targets"> | undefined,
  { vars, target }: { readonly vars?: Readonly<Record<string, Json>>; readonly target?: string },
): GivenValues {
  const name = target ?? config?.target ?? "";
  const { type = "", schema = "" } = config?.targets[name] ?? {};
  return { vars: { ...config?.vars, ...vars }, target: { name, type, schema } };
}
