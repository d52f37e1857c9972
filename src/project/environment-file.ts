import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";

/**
 * Parses the lines of a `.env` file: `NAME=value`, `export NAME="value"`, `# comment`. In double quotes `\n`, `\t`, `\"` and `\\` are
 * escapes and lines may break; single quotes keep everything; a bare value ends at ` #`.
 */
export function parseEnvironmentFile(text: string): Outcome<Readonly<Record<string, string>>> {
  const variables: Record<string, string> = {};
  const diagnostics: Diagnostic[] = [];
  const source = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const pattern =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"((?:\\[\s\S]|[^"\\])*)"[ \t]*(?:#.*)?|'([^']*)'[ \t]*(?:#.*)?|(.*))$|^(?![ \t]*(?:#|$))(.+)$/gm;
  for (const match of source.matchAll(pattern)) {
    const [, name, double, single, bare = "", unread] = match;
    if (unread !== undefined) {
      const line = source.slice(0, match.index).split("\n").length;
      diagnostics.push(diagnose("Q0036", {}, { span: { file: ".env", line, column: 1 } }));
    } else if (name !== undefined) {
      variables[name] = single ?? (double === undefined ? readBare(bare) : readEscapes(double));
    }
  }
  return { value: variables, diagnostics };
}

const readBare = (text: string): string => text.replace(/(?:^|\s)#.*$/, "").trim();

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

const readEscapes = (text: string): string =>
  text.replace(/\\([\s\S])/g, (_whole, letter: string) => escapes[letter] ?? letter);
