import type { SeedNode } from "../graph/types.ts";
import type { Json } from "../project/definitions.ts";
import { seedTypes } from "./hash-settings.ts";
import type { CompileOptions } from "./options.ts";
import { renderReader } from "./source-from.ts";

/**
 * The SELECT over a seed's CSV. Its first line is the header; types are those declared, otherwise detected from every row;
 * an empty field, and whatever `null_values` says, is null. The dialect is fixed and only types are left to the engine: it would
 * rather take another delimiter, skip lines or drop those with a `#` than refuse a line that does not fit.
 *
 * @param text the file's text, whose header tells the delimiter where the settings do not
 */
export function seedSelect(node: SeedNode, text: string, options: Pick<CompileOptions, "dialect">): string {
  const { delimiter, null_values: nulls } = node.settings;
  const types = seedTypes(node);
  const read: Record<string, Json> = {
    header: true,
    delim: delimiter ?? findDelimiter(text),
    quote: '"',
    escape: '"',
    skip: 0,
    comment: "",
    sample_size: -1,
    ...(nulls !== undefined && { nullstr: [...new Set(["", ...nulls])] }),
    ...(Object.keys(types).length > 0 && { types }),
  };
  return `select * from ${renderReader("csv", node.file, read, options)}`;
}

/** The delimiter of a CSV by its header: the first of comma, semicolon, tab and bar that occurs in it outside of quotes. */
export function findDelimiter(text: string): string {
  const header =
    text
      .slice(0, 100_000)
      .replace(/"(?:[^"]|"")*"/g, "")
      .split(/\r?\n/, 1)[0] ?? "";
  return [",", ";", "\t", "|"].find((delimiter) => header.includes(delimiter)) ?? ",";
}
