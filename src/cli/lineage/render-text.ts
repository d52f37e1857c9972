import type { LineageSetting } from "./formats.ts";
import type { Question } from "./question.ts";
import { renderColumnText } from "./render-column-text.ts";
import { renderNodeText } from "./render-node-text.ts";

/** What a person reads: of a column, the tree of values; of a node, a line a column. */
export function renderText(question: Question, { terminal }: LineageSetting): string {
  const lines = question.column === undefined ? renderNodeText : renderColumnText;
  return lines(question, terminal).join("\n");
}
