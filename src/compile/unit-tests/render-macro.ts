import type { UnitSubject, UnitTestNode } from "../../graph/types.ts";
import { type Compilation, inlineEphemerals, joinPieces, renderBody } from "../render-node.ts";

/** The text that a macro gives for a test's arguments: a SELECT or an expression. */
export function renderMacro(
  compilation: Compilation,
  node: UnitTestNode,
  subject: Extract<UnitSubject, { kind: "macro" }>,
): string {
  const macro = compilation.options.macros[subject.name];
  const values: Record<string, unknown> = {};
  const nameOf = (value: unknown): string => {
    const name = `argument_${Object.keys(values).length}`;
    values[name] = value;
    return name;
  };
  const words = Array.isArray(subject.arguments)
    ? subject.arguments.map(nameOf)
    : Object.entries(subject.arguments).map(([key, value]) => `${key}=${nameOf(value)}`);
  const call = `${macro?.kind === "handlebars" ? "> " : ""}${[subject.name, ...words].join(" ")}`;
  const body = renderBody(compilation, {
    file: node.file,
    text: `{{${call}}}`,
    reader: { name: node.name, package: node.package },
    filter: { reduce: false },
    context: values,
    at: node.span,
  });
  return joinPieces(inlineEphemerals(compilation, body, { reduce: false }));
}
