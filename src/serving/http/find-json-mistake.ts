/** What may stand next. */
type Expected = "value" | "value or ]" | "name or }" | "name" | ":" | ", or the end";

const space = /[ \t\n\r]*/y;
const scalar =
  /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** Offset of the first character at which a text stops to be JSON; undefined where it is JSON. JSON.parse does not always say it. */
export function findJsonMistake(text: string): number | undefined {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let position = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0] ?? "";
    position += found.length;
    return found;
  };
  for (;;) {
    take(space);
    const sign = text[position] ?? "";
    const inside = open.at(-1);
    if (expected === ", or the end" && inside === undefined) return sign === "" ? undefined : position;
    if (sign === "") return position;
    if ((sign === "[" || sign === "{") && expected.startsWith("value")) {
      open.push(sign);
      expected = sign === "[" ? "value or ]" : "name or }";
    } else if (isEnd(sign, inside, expected)) {
      open.pop();
      expected = ", or the end";
    } else if (sign === "," && expected === ", or the end") expected = inside === "[" ? "value" : "name";
    else if (sign === ":" && expected === ":") expected = "value";
    else {
      const isName = expected.startsWith("name");
      if (!(expected.startsWith("value") || (isName && sign === '"')) || take(scalar) === "") return position;
      expected = isName ? ":" : ", or the end";
      continue;
    }
    position += 1;
  }
}

function isEnd(sign: string, inside: "[" | "{" | undefined, expected: Expected): boolean {
  if (sign === "]") return inside === "[" && (expected === "value or ]" || expected === ", or the end");
  return sign === "}" && inside === "{" && (expected === "name or }" || expected === ", or the end");
}
