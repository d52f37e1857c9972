import type { Paint } from "../../base/paint.ts";

/** A line with what hangs on it. */
export interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

/** Lines drawn as a tree: `├─`, `│`, `└─`. */
export function renderTree(branches: readonly Branch[], paint: Paint, indent = ""): readonly string[] {
  return branches.flatMap(({ text, branches: below }, index) => {
    const isLast = index === branches.length - 1;
    return [
      `${paint("dim", `${indent}${isLast ? "└─" : "├─"}`)} ${text}`,
      ...renderTree(below, paint, `${indent}${isLast ? "   " : "│  "}`),
    ];
  });
}

/** At most so many lines, and how many more there are. */
export function shortenLines(lines: readonly string[], most: number, paint: Paint): readonly string[] {
  if (lines.length <= most) return lines;
  return [
    ...lines.slice(0, most - 1),
    paint("dim", `… ${lines.length - most + 1} more lines; --output json has all`),
  ];
}

/** Names one after the other on lines of at most that width; after the last line that is allowed, how many more there are. */
export function wrapNames(names: readonly string[], width: number, mostLines = 3): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const piece = isLast ? name : `${name},`;
    const more = `… ${names.length - index} more`;
    const isLastLine = lines.length === mostLines - 1;
    const room = isLastLine && !isLast ? width - more.length - 1 : width;
    if (line === "" || line.length + 1 + piece.length <= room)
      line = line === "" ? piece : `${line} ${piece}`;
    else if (isLastLine) return [...lines, `${line} ${more}`];
    else {
      lines.push(line);
      line = piece;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** The names behind a label, further lines indented as far as the first. */
export function labelledNames(label: string, names: readonly string[], width: number): readonly string[] {
  return wrapNames(names, width - label.length).map((line, index) =>
    index === 0 ? `${label}${line}` : `${" ".repeat(label.length)}${line}`,
  );
}
