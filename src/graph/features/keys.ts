import { diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { KeyDefinition, Word } from "../../project/features/definitions.ts";
import type { Report } from "./feature-scope.ts";
import type { Entity } from "./types.ts";

/** The columns of a relation that hold an entity's key, in its order: those that are written, and else those of the same names. */
export function keyColumns(
  { name: entity, key }: Pick<Entity, "name" | "key">,
  written: KeyDefinition | undefined,
  span: Span,
  report: Report,
): readonly Word[] {
  const own = key.map((text) => ({ text, span }));
  if (!written) return own;
  if (written.kind === "list") {
    if (written.columns.length === key.length) return written.columns;
    const problem = `there ${written.columns.length === 1 ? "is 1" : `are ${written.columns.length}`}, and ${key.length} are needed`;
    report(diagnose("Q1213", { entity, key, problem }, { span: written.span }));
    return own;
  }
  for (const { key: part } of written.columns) {
    if (key.includes(part.text)) continue;
    const problem = `"${part.text}" is no part of it`;
    report(diagnose("Q1213", { entity, key, problem }, { span: part.span }));
  }
  return own.map((part) => written.columns.find((one) => one.key.text === part.text)?.column ?? part);
}
