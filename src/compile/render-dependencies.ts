import type { Outcome } from "../base/diagnostic.ts";
import type { DependencyCall } from "../project/definitions.ts";
import type { TemplateFacts } from "../project/template-facts.ts";
import type { CompileOptions } from "./options.ts";
import { openRenderSession } from "./template/session.ts";

/**
 * The refs and sources that a template calls when it is rendered, macros included, each once: for templates in which a name is
 * computed. Renders for a table that does not exist yet, and again for one that does where the template asks.
 */
export function renderDependencies(
  template: TemplateFacts,
  options: CompileOptions,
): Outcome<readonly DependencyCall[]> {
  const session = openRenderSession(options);
  const calls = new Map<string, DependencyCall>();
  const render = (incremental: boolean) =>
    session.render({
      file: template.file,
      text: options.readText(template.file),
      self: "this",
      incremental,
      context: { execute: false },
      reference(call) {
        const key = [call.call, ...call.arguments, call.version ?? ""].join("\n");
        if (!calls.has(key)) calls.set(key, call);
        return call.arguments.at(-1);
      },
    });
  if (render(false).readsIncremental) render(true);
  return { value: [...calls.values()], diagnostics: session.problems };
}
