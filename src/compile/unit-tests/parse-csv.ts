import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { UnitCell, UnitRow } from "../../project/definitions.ts";

/** Where a line of the CSV stands in the user's files; columns count from 1. */
export type PlaceOf = (line: number, column: number, length: number) => Span;

interface Field {
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

/**
 * Reads CSV with a header line (RFC 4180, commas): all values are text, an empty field is null, and `""` the empty text. Blank lines say
 * nothing.
 */
export function parseCsv(text: string, placeOf: PlaceOf): Outcome<readonly UnitRow[]> {
  const problems: Diagnostic[] = [];
  const refuse = (reason: string, span: Span) => void problems.push(diagnose("Q0909", { reason }, { span }));
  const [header, ...records] = splitRecords(text, placeOf, refuse);
  if (header === undefined) {
    if (problems.length === 0) refuse("it is empty", placeOf(1, 1, 1));
    return { value: [], diagnostics: problems };
  }
  const names = header.map((field) => field.text.trim());
  for (const [index, { span }] of header.entries()) {
    const name = names[index] ?? "";
    if (name === "") refuse("a column has no name", span);
    else if (names.indexOf(name) < index) refuse(`two columns are called "${name}"`, span);
  }
  const rows = records.flatMap((record): UnitRow[] => {
    const [first, extra] = [record[0], record[header.length]];
    if (first === undefined) return [];
    if (extra) refuse(`a line has ${record.length} fields, the header ${header.length}`, extra.span);
    const cells = header.flatMap((head, index): UnitCell[] => {
      const field = record[index];
      if (field === undefined) return [];
      const value = field.text === "" && !field.quoted ? null : field.text;
      return [{ column: names[index] ?? "", value, keySpan: head.span, span: field.span }];
    });
    return [{ cells, span: first.span }];
  });
  return { value: problems.length > 0 ? [] : rows, diagnostics: problems };
}

function splitRecords(
  text: string,
  placeOf: PlaceOf,
  refuse: (reason: string, span: Span) => void,
): Field[][] {
  const records: Field[][] = [];
  let record: Field[] = [];
  let line = 1;
  let lineStart = 0;
  let at = 0;
  const endRecord = (): void => {
    const isBlank = record.length === 1 && record[0]?.text.trim() === "" && !record[0].quoted;
    if (record.length > 0 && !isBlank) records.push(record);
    record = [];
  };
  while (at < text.length) {
    const [startLine, start, column] = [line, at, at - lineStart + 1];
    let value = "";
    const quoted = text[at] === '"';
    if (quoted) {
      let end = at + 1;
      for (;;) {
        const quote = text.indexOf('"', end);
        if (quote === -1) {
          refuse("a quoted field is not closed", placeOf(startLine, column, 1));
          return records;
        }
        value += text.slice(end, quote);
        end = quote + 1;
        if (text[end] !== '"') break;
        value += '"';
        end += 1;
      }
      for (
        let feed = text.indexOf("\n", at);
        feed !== -1 && feed < end;
        feed = text.indexOf("\n", feed + 1)
      ) {
        line += 1;
        lineStart = feed + 1;
      }
      at = end;
    }
    const rest = /[,\n]|$/g;
    rest.lastIndex = at;
    const end = rest.exec(text)?.index ?? text.length;
    value += text.slice(at, end).replace(/\r$/, "");
    record.push({ text: value, quoted, span: placeOf(startLine, column, Math.max(1, end - start)) });
    at = end + 1;
    if (text[end] === ",") {
      // A comma at the very end has an empty field behind it.
      if (at >= text.length)
        record.push({ text: "", quoted: false, span: placeOf(line, at - lineStart + 1, 1) });
      continue;
    }
    endRecord();
    line += 1;
    lineStart = at;
  }
  endRecord();
  return records;
}
