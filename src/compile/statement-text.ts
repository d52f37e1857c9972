/** What a template rendered to, looked at without parsing it: only comments, quotes and brackets are told apart. */
export interface StatementText {
  /** Without the semicolon at its end. */
  readonly text: string;
  readonly kind: "one" | "none" | "several";
}

/** Takes the semicolon off a statement and says whether it is one, none or several. */
export function readStatement(text: string): StatementText {
  const start = skipBlank(text, 0);
  if (start === text.length) return { text, kind: "none" };
  if (!text.includes(";")) return { text, kind: "one" };
  for (let at = start; at < text.length; at = nextToken(text, at)) {
    if (text[at] !== ";") continue;
    let rest = at;
    while (text[rest] === ";") rest = skipBlank(text, rest + 1);
    if (rest < text.length) return { text, kind: "several" };
    return { text: text.slice(0, at), kind: at === start ? "none" : "one" };
  }
  return { text, kind: "one" };
}

/**
 * Puts common table expressions before a statement, so that they are visible in all of it and its own order stays: into its own
 * WITH where it has one, as a new WITH otherwise. A statement that starts with a bracket, or that WITH may not precede, is wrapped.
 * The pieces joined are the new statement; `at` tells where in the old one a piece began.
 */
export function prependCtes(
  statement: string,
  ctes: string,
): readonly { readonly text: string; readonly at?: number }[] {
  const start = skipBlank(statement, 0);
  const word = /^(?:\(|\w+)/.exec(statement.slice(start, start + 20))?.[0].toLowerCase() ?? "";
  const head = { text: statement.slice(0, start), at: 0 };
  const body = { text: statement.slice(start), at: start };
  if (wrapped.has(word))
    return [{ text: `with ${ctes}\nselect * from (\n` }, { text: statement, at: 0 }, { text: "\n)" }];
  if (word !== "with") return [head, { text: `with ${ctes}\n` }, body];
  let after = start + word.length;
  const next = skipBlank(statement, after);
  if (/^recursive\b/i.test(statement.slice(next, next + 10))) after = next + "recursive".length;
  return [
    head,
    { text: statement.slice(start, after), at: start },
    { text: ` ${ctes},` },
    { text: statement.slice(after), at: after },
  ];
}

const wrapped: ReadonlySet<string> = new Set(["(", "summarize", "describe", "show"]);

/**
 * A statement without its comments, every run of white space one blank: texts that differ in nothing else become equal. What is in quotes
 * stays as it is.
 *
 * @example squeezeText("select  'a  b' -- why\n, 1") // "select 'a  b' , 1"
 */
export function squeezeText(text: string): string {
  let squeezed = "";
  for (let at = 0; at < text.length; ) {
    const next = skipBlank(text, at);
    if (next > at) squeezed += " ";
    if (next >= text.length) break;
    at = nextToken(text, next);
    squeezed += text.slice(next, at);
  }
  return squeezed.trim();
}

/** The first position at or after `at` that is neither white space nor in a comment. */
export function skipBlank(text: string, at: number): number {
  for (let position = at; position < text.length; ) {
    if (/\s/.test(text.charAt(position))) position++;
    else if (text.startsWith("--", position) || text.startsWith("/*", position))
      position = nextToken(text, position);
    else return position;
  }
  return text.length;
}

/** The position after the comment, quoted text or character at `at`. What is never closed runs to the end. */
function nextToken(text: string, at: number): number {
  const character = text[at];
  if (character === "-" && text[at + 1] === "-") return after(text, "\n", at + 2);
  if (character === "/" && text[at + 1] === "*") return endOfComment(text, at + 2);
  if (character === '"') return after(text, '"', at + 1);
  if (character === "'")
    return isEscapeString(text, at) ? endOfEscapeString(text, at + 1) : after(text, "'", at + 1);
  if (character === "$") {
    const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(text.slice(at, at + 70))?.[0];
    if (tag !== undefined && !/\w/.test(text.charAt(at - 1))) return after(text, tag, at + tag.length);
  }
  return at + 1;
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found === -1 ? text.length : found + end.length;
}

/** Comments nest. */
function endOfComment(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith("/*", at)) {
      depth++;
      at++;
    } else if (text.startsWith("*/", at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** `e'it\'s'` */
function isEscapeString(text: string, quote: number): boolean {
  return /e/i.test(text.charAt(quote - 1)) && !/\w/.test(text.charAt(quote - 2));
}

function endOfEscapeString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'") return at + 1;
  }
  return text.length;
}
