import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { describeValue } from "./describe-value.ts";
import { isModel, type TypeScriptModel } from "./model.ts";

/** A model among the exports of a file. */
export interface ExportedModel {
  /** The way to it: the export, then the place in a list or the key in a record. */
  readonly path: readonly string[];
  readonly name: string;
  readonly model: TypeScriptModel;
}

/**
 * Finds the models that a module exports: single ones, and those of lists and records. The default export is called as the file. Exports
 * that hold no model are helpers, unless nothing else is exported.
 */
export function collectModels(
  module: Readonly<Record<string, unknown>>,
  { file, locate }: { readonly file: string; readonly locate: (name: string) => Span },
): { readonly models: readonly ExportedModel[]; readonly problems: readonly Diagnostic[] } {
  const models: ExportedModel[] = [];
  const problems: Diagnostic[] = [];
  const base = file.slice(file.lastIndexOf("/") + 1).replace(/\.ts$/, "");
  for (const [name, value] of Object.entries(module)) {
    const found = membersOf(value);
    const isHelper = found === undefined || !found.members.some(([, member]) => isModel(member));
    if (isHelper) {
      if (name === "default")
        problems.push(
          diagnose("Q1003", { export: name, found: describeValue(value) }, { span: locate(name) }),
        );
      continue;
    }
    for (const [key, member] of found.members) {
      if (!isModel(member)) {
        problems.push(
          diagnose("Q1003", { export: name, found: describeValue(member) }, { span: locate(name) }),
        );
        continue;
      }
      const own = found.kind === "single" ? (name === "default" ? base : name) : key;
      const given = nameOf(member.config);
      if (typeof given !== "string" && found.kind === "list")
        problems.push(diagnose("Q1005", { export: name }, { span: locate(name) }));
      else
        models.push({
          path: key === undefined ? [name] : [name, key],
          name: typeof given === "string" ? given : (own ?? base),
          model: member,
        });
    }
  }
  if (models.length === 0 && problems.length === 0) {
    const exports = Object.keys(module);
    problems.push(diagnose("Q1002", { file, exports }, { span: locate(exports[0] ?? "default") }));
  }
  return { models, problems };
}

/** The model that a path of `collectModels` leads to. */
export function followPath(module: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = module;
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return value;
}

function nameOf(config: unknown): unknown {
  return typeof config === "object" && config !== null && "name" in config ? config.name : undefined;
}

interface Members {
  readonly kind: "single" | "list" | "record";
  readonly members: readonly (readonly [string | undefined, unknown])[];
}

function membersOf(value: unknown): Members | undefined {
  if (isModel(value)) return { kind: "single", members: [[undefined, value]] };
  if (Array.isArray(value))
    return { kind: "list", members: value.map((item, index) => [String(index), item] as const) };
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return { kind: "record", members: Object.entries(value) };
  return undefined;
}
