/** A change of a text: what stands at a place is taken away and something is put there. */
export interface TextEdit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** The text with all edits made; those at one place in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let from = 0;
  for (const { at, remove, insert } of [...edits].sort((one, other) => one.at - other.at)) {
    result += text.slice(from, at) + insert;
    from = at + remove;
  }
  return result + text.slice(from);
}

export function insertAt(at: number, insert: string): TextEdit {
  return { at, remove: 0, insert };
}

export function replaceAt(start: number, end: number, insert: string): TextEdit {
  return { at: start, remove: end - start, insert };
}

/** Puts lines below the one that something ends on. */
export function insertBelow(text: string, end: number, lines: readonly string[]): TextEdit {
  const eol = endOfLine(text);
  // What a block text ends with is the end of its last line.
  const feed = text.indexOf("\n", text[end - 1] === "\n" ? end - 1 : end);
  if (feed < 0) return insertAt(text.length, lines.map((line) => eol + line).join(""));
  return insertAt(feed + 1, lines.map((line) => line + eol).join(""));
}

/** The end of what stands at `end` with the comments below it that are indented by more than `indent`: they belong to it. */
export function endWithComments(text: string, end: number, indent: number): number {
  let last = end;
  const comment = /[^\n]*\n([ ]*)#[^\n]*/y;
  for (;;) {
    comment.lastIndex = text[last - 1] === "\n" ? last - 1 : last;
    const found = comment.exec(text);
    if (found === null || (found[1] ?? "").length <= indent) return last;
    last = comment.lastIndex;
  }
}

/** How a text's lines end. */
export function endOfLine(text: string): "\n" | "\r\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** How many characters stand before a place in its line. */
export function indentOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}
