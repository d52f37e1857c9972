/** Lines shown before and after a change. */
const around = 3;

type Line = readonly [mark: " " | "-" | "+", text: string];

/**
 * The difference of two texts, as `diff -u` prints it; empty where there is none. `before` is undefined for a file that is new.
 */
export function renderDiff(file: string, before: string | undefined, after: string): string {
  const lines = compareLines(splitLines(before ?? ""), splitLines(after));
  const changed = lines.flatMap(([mark], index) => (mark === " " ? [] : [index]));
  if (changed.length === 0) return "";
  const hunks: [start: number, end: number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    const [start, end] = [Math.max(0, index - around), Math.min(lines.length, index + around + 1)];
    if (last && start <= last[1]) last[1] = end;
    else hunks.push([start, end]);
  }
  const head = [`--- ${before === undefined ? "/dev/null" : file}`, `+++ ${file}`];
  return [...head, ...hunks.flatMap(([start, end]) => renderHunk(lines, start, end))].join("\n");
}

function splitLines(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function renderHunk(lines: readonly Line[], start: number, end: number): readonly string[] {
  const within = lines.slice(start, end);
  const place = (mark: "-" | "+") => {
    const before = lines.slice(0, start).filter(([own]) => own === " " || own === mark).length;
    const count = within.filter(([own]) => own === " " || own === mark).length;
    return `${mark}${count === 0 ? before : before + 1},${count}`;
  };
  return [
    `@@ ${place("-")} ${place("+")} @@`,
    ...within.map(([mark, text]) => mark + text.replace(/\r$/, "")),
  ];
}

/** All lines of both texts, those that both have once. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (text: string): Line => [" ", text];
  return [
    ...before.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** By the longest common subsequence: its table is as large as the two texts together are long, squared. */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (one: number, other: number) => common[one * width + other] ?? 0;
  for (let one = before.length - 1; one >= 0; one--)
    for (let other = after.length - 1; other >= 0; other--)
      common[one * width + other] =
        before[one] === after[other]
          ? at(one + 1, other + 1) + 1
          : Math.max(at(one + 1, other), at(one, other + 1));
  const lines: Line[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    const [old, now] = [before[one], after[other]];
    if (old !== undefined && old === now) {
      lines.push([" ", old]);
      one++;
      other++;
    } else if (old !== undefined && (now === undefined || at(one + 1, other) >= at(one, other + 1))) {
      lines.push(["-", old]);
      one++;
    } else if (now !== undefined) {
      lines.push(["+", now]);
      other++;
    }
  }
  return lines;
}
