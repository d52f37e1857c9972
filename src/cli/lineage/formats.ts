import type { Loaded } from "../../pipeline.ts";
import type { Terminal } from "../terminal.ts";
import type { NamedColumn } from "./find-named-column.ts";
import type { Question } from "./question.ts";
import { renderJson } from "./render-json.ts";
import { renderMermaid } from "./render-mermaid.ts";
import { renderOpenLineage } from "./render-open-lineage.ts";
import { renderText } from "./render-text.ts";

export type LineageFormat = "text" | "mermaid" | "openlineage" | "json";

export interface LineageSetting {
  readonly loaded: Loaded;
  readonly terminal: Pick<Terminal, "paint" | "columns">;
  readonly now: Date;
}

/** A person asks after the roots of a column, and after the neighbours of a node; a program goes as far as it says. */
const forPeople = ({ column }: NamedColumn) => (column === undefined ? 1 : Number.POSITIVE_INFINITY);

/** How far each format goes where nothing is said. */
export const lineageFormats: Readonly<Record<LineageFormat, (named: NamedColumn) => number>> = {
  text: forPeople,
  mermaid: forPeople,
  openlineage: () => 1,
  json: () => 1,
};

export const lineageRenderers: Readonly<
  Record<LineageFormat, (question: Question, setting: LineageSetting) => string>
> = {
  text: renderText,
  mermaid: renderMermaid,
  openlineage: renderOpenLineage,
  json: renderJson,
};
