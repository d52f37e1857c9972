import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import type { DocsBlock } from "./definitions.ts";
import { createLocator } from "./yaml/yaml-node.ts";

/** Parses the docs blocks of a Markdown file: `{{#docs "name"}} ... {{/docs}}`, or dbt's `{% docs name %} ... {% enddocs %}`. */
export function parseDocsBlocks(file: string, text: string): Outcome<readonly DocsBlock[]> {
  const blocks: DocsBlock[] = [];
  const diagnostics: Diagnostic[] = [];
  if (!/\{[{%]/.test(text)) return { value: blocks, diagnostics };
  const locate = createLocator(file, text);
  const tags =
    /\{\{#\s*docs\b\s*(?:"([^"]*)"|'([^']*)'|([\w.-]*))[^}]*\}\}|\{%-?\s*docs\s+([\w.-]+)\s*-?%\}|(\{\{\/\s*docs\s*\}\}|\{%-?\s*enddocs\s*-?%\})/g;
  let open: { name: string; start: number; from: number } | undefined;
  for (const match of text.matchAll(tags)) {
    const [whole, double, single, bare, jinja, end] = match;
    const span = locate(match.index, match.index + whole.length);
    const problem = (reason: string) => diagnostics.push(diagnose("Q0218", { reason }, { span }));
    if (end === undefined) {
      const name = double ?? single ?? jinja ?? bare ?? "";
      if (open) problem(`"${name}" starts inside "${open.name}"`);
      if (name === "") problem("it has no name");
      open = { name, start: match.index, from: match.index + whole.length };
    } else if (!open) {
      problem("it ends without having started");
    } else {
      if (open.name !== "") {
        const start = locate(open.start, open.from);
        blocks.push({ name: open.name, file, text: text.slice(open.from, match.index).trim(), span: start });
      }
      open = undefined;
    }
  }
  if (open) {
    const span = locate(open.start, open.from);
    diagnostics.push(diagnose("Q0218", { reason: `"${open.name}" does not end` }, { span }));
  }
  return { value: blocks, diagnostics };
}
