import type { SqlText } from "../../project/features/definitions.ts";
import type { Mark } from "./fragments.ts";

/** Part of a statement that the user wrote. */
export interface MarkedText {
  readonly start: number;
  readonly end: number;
  readonly text: SqlText;
}

/** Marks texts with characters that no SQL has, and takes the marks out of the statement again. */
export interface Marks {
  readonly mark: Mark;
  /** The statement without marks, and which parts of it stood between some. */
  readonly take: (marked: string) => { readonly text: string; readonly parts: readonly MarkedText[] };
}

const [open, close, end] = ["\uE000", "\uE001", "\uE002"];
const pattern = new RegExp(`${open}(\\d+)${close}|${end}`, "g");

/**
 * Opens marks for one statement. Equal texts have one mark, so that what makes SQL of them may find them equal; the place is then that of the
 * first.
 */
export function openMarks(): Marks {
  const texts: SqlText[] = [];
  const known = new Map<string, number>();
  return {
    mark(rendered, text) {
      let index = known.get(rendered);
      if (index === undefined) {
        index = texts.push(text) - 1;
        known.set(rendered, index);
      }
      return `${open}${index}${close}${rendered}${end}`;
    },
    take(marked) {
      const parts: MarkedText[] = [];
      const started: { readonly start: number; readonly text: SqlText | undefined }[] = [];
      let text = "";
      let at = 0;
      for (const match of marked.matchAll(pattern)) {
        text += marked.slice(at, match.index);
        at = match.index + match[0].length;
        if (match[1] !== undefined) started.push({ start: text.length, text: texts[Number(match[1])] });
        else {
          const last = started.pop();
          if (last?.text) parts.push({ start: last.start, end: text.length, text: last.text });
        }
      }
      return { text: text + marked.slice(at), parts };
    },
  };
}
