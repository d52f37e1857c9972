import { diagnose, type Outcome } from "../base/diagnostic.ts";
import type { Graph } from "../graph/types.ts";
import type { CompileOptions } from "./options.ts";
import { inlineEphemerals, joinPieces, openCompilation, renderBody } from "./render-node.ts";
import { readStatement } from "./statement-text.ts";

/** What an inline text is called in places. */
const inlineFile = "(inline)";

/** Renders a text that is no file of the project, such as `show --inline`, to one statement; it may read every node. */
export function compileInline(text: string, graph: Graph, options: CompileOptions): Outcome<string> {
  const compilation = openCompilation(graph, options);
  const { problems } = compilation;
  const filter = { reduce: true };
  const body = renderBody(compilation, {
    file: inlineFile,
    text,
    reader: { name: inlineFile, package: graph.name },
    filter,
  });
  const { kind } = readStatement(body.text);
  if (kind !== "one" && problems.length === 0) {
    const code = kind === "none" ? "Q0463" : "Q0462";
    problems.push(diagnose(code, { name: inlineFile }, { span: { file: inlineFile, line: 1, column: 1 } }));
  }
  return { value: joinPieces(inlineEphemerals(compilation, body, filter)), diagnostics: problems };
}
