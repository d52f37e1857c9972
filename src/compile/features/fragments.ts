import type { NodeId } from "../../graph/types.ts";
import type { SqlText } from "../../project/features/definitions.ts";
import { isEphemeral } from "../ephemeral.ts";
import type { Reader, RowFilter } from "../references.ts";
import { type Compilation, renderBody } from "../render-node.ts";

/** Renders the user's SQL of one node, and remembers what it read on the way. */
export interface Fragments {
  /** SQL of a text with its tags rendered. */
  readonly render: (text: SqlText) => string;
  /** What stands after FROM for a node. */
  readonly relation: (id: NodeId) => string;
  /** A column's name, which is written somewhere as well. */
  readonly name: (word: { readonly text: string; readonly span: SqlText["span"] }) => string;
  readonly ephemerals: ReadonlySet<NodeId>;
  readonly vars: Readonly<Record<string, string>>;
  readonly macros: ReadonlySet<string>;
}

/** Puts a mark around a text, so that its place in a statement can be told. */
export type Mark = (rendered: string, text: SqlText) => string;

const unmarked: Mark = (rendered) => rendered;

/** Every row but those that `--empty` and `--sample` leave out. */
const filter: RowFilter = { reduce: true };

/** Opens the fragments of a node. */
export function openFragments(compilation: Compilation, reader: Reader, mark: Mark = unmarked): Fragments {
  const ephemerals = new Set<NodeId>();
  const vars: Record<string, string> = {};
  const macros = new Set<string>();
  const renderTags = ({ sql, span }: SqlText): string => {
    if (!sql.includes("{{")) return sql;
    const body = renderBody(compilation, { file: span.file, text: sql, reader, filter, at: span });
    for (const id of body.ephemerals) ephemerals.add(id);
    for (const name of body.macros) macros.add(name);
    Object.assign(vars, body.vars);
    return body.text;
  };
  return {
    render: (text) => mark(renderTags(text), text),
    name: ({ text, span }) => mark(text, { sql: text, span }),
    relation(id) {
      if (isEphemeral(compilation.graph.nodes[id])) ephemerals.add(id);
      return compilation.references.render(id, filter);
    },
    ephemerals,
    vars,
    macros,
  };
}
