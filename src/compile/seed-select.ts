import type { SeedNode } from "../graph/types.ts";
import type { Json } from "../project/definitions.ts";
import { seedTypes } from "./hash-settings.ts";
import type { CompileOptions } from "./options.ts";
import { renderReader } from "./source-from.ts";

/**
 * The SELECT over a seed's CSV. Its first line is the header; types are those declared, otherwise detected from every row;
 * an empty field, and whatever `null_values` says, is null.
 */
export function seedSelect(node: SeedNode, options: Pick<CompileOptions, "dialect">): string {
  const { delimiter, null_values: nulls } = node.settings;
  const types = seedTypes(node);
  const read: Record<string, Json> = {
    header: true,
    sample_size: -1,
    ...(delimiter !== undefined && { delim: delimiter }),
    ...(nulls !== undefined && { nullstr: nulls }),
    ...(Object.keys(types).length > 0 && { types }),
  };
  return `select * from ${renderReader("csv", node.file, read, options)}`;
}
