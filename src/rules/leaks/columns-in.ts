/**
 * The columns that SQL may read, out of those that there are: every name in it that one of them has. What stands in texts, comments and tags is
 * no name, nor is what is called as a function.
 */
export function columnsIn(texts: readonly string[], columns: Iterable<string>): readonly string[] {
  const byName = new Map([...columns].map((name) => [name.toLowerCase(), name]));
  const found = new Set<string>();
  for (const text of texts)
    for (const [, quoted, bare] of text.replace(noNames, " ").matchAll(names)) {
      const column = byName.get((quoted?.replaceAll('""', '"') ?? bare ?? "").toLowerCase());
      if (column !== undefined) found.add(column);
    }
  return [...found];
}

const noNames = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|\{\{[\s\S]*?\}\}/g;
const names = /"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*)(?![\p{L}\p{N}_$]|\s*\()/gu;

/** True for SQL of a moment that is cut to the start of a day, a month, .. */
export const isCut = (sql: string): boolean =>
  !isLater(sql) && /\bdate_?trunc\s*\(|\btime_bucket\s*\(|::\s*date\b|\bas\s+date\s*\)/i.test(sql);

/** True for SQL of a moment to which time is added, as the end of a day is its start and a day. */
export const isLater = (sql: string): boolean => /\+\s*(?:interval\b|to_\w+s\s*\(|\d+\s*$)/i.test(sql);
