import { diagnose, type Outcome } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import type { HandlebarsMacro } from "./definitions.ts";
import { parseTemplateFacts } from "./template.ts";
import { templateHelpers } from "./template-helpers.ts";

/** Parses `macros/NAME.hbs`: a partial with its parameters. */
export function parseHandlebarsMacro(file: string, text: string): Outcome<HandlebarsMacro> {
  const name = (file.split("/").at(-1) ?? file).replace(/\.hbs$/, "");
  const { value: facts, diagnostics } = parseTemplateFacts(file, text);
  const { parameters, ...template } = facts;
  const span = { file, line: 1, column: 1 };
  const macro: HandlebarsMacro = {
    kind: "handlebars",
    name,
    file,
    hash: hashOf(text),
    parameters: parameters ?? null,
    template,
    span,
  };
  const clash = Object.hasOwn(templateHelpers, name) ? [diagnose("Q0214", { name }, { span })] : [];
  return { value: macro, diagnostics: [...diagnostics, ...clash] };
}
