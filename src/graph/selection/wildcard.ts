/** True where a text holds a wildcard: `*`, `?` or `[...]`. */
export function hasWildcard(text: string): boolean {
  return /[*?[\]]/.test(text);
}

/** Compiles a pattern in which `*` is any text, `?` any letter and `[ab]`, `[a-c]`, `[!a]` one of some. Letters' case counts. */
export function compilePattern(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  if (pattern === "*") return () => true;
  const regex = new RegExp(`^${translate(pattern, ".*", ".")}$`, "su");
  return (text) => regex.test(text);
}

/**
 * Compiles a path in which `*` and `?` stop at slashes and `**` does not. It matches the path itself and, where `below` is set, all
 * that lies below it. Leading `./` and a trailing slash say nothing.
 */
export function compilePath(
  pattern: string,
  { below }: { readonly below: boolean },
): (path: string) => boolean {
  const path = normalizePath(pattern);
  if (path === "") return () => below;
  if (!hasWildcard(path)) {
    const folder = `${path}/`;
    return (text) => text === path || (below && text.startsWith(folder));
  }
  const parts = path.split("/").map((part) => (part === "**" ? part : translate(part, "[^/]*", "[^/]")));
  let source = "";
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === "**") source += last ? ".*" : "(?:[^/]+/)*";
    else source += last ? part : `${part}/`;
  });
  const regex = new RegExp(`^${source}${below ? "(?:/.*)?" : ""}$`, "su");
  return (text) => regex.test(text);
}

function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function translate(pattern: string, any: string, one: string): string {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern.charAt(i);
    if (letter === "*") source += any;
    else if (letter === "?") source += one;
    else if (letter === "[") {
      // A bracket that closes right away is one of the set, as in `[]]`; one that never closes stands for itself.
      const end = pattern.indexOf("]", i + (pattern.charAt(i + 1) === "!" ? 3 : 2));
      if (end < 0) source += "\\[";
      else {
        const negated = pattern.charAt(i + 1) === "!";
        const set = pattern.slice(i + (negated ? 2 : 1), end).replace(/[\\\]^[&]/g, "\\$&");
        source += `[${negated ? "^" : ""}${orderRanges(set)}]`;
        i = end;
      }
    } else source += letter.replace(/[\\^$.|+(){}\]/]/g, "\\$&");
  }
  return source;
}

/** A range that runs backwards, such as `z-a`, holds nothing; a regular expression would refuse it. */
function orderRanges(set: string): string {
  return set.replace(/([^\\])-([^\\])/g, (range, from: string, to: string) => (from <= to ? range : ""));
}
