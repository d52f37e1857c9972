import type { Dialect } from "../sql/dialect.ts";
import { seemsToName } from "./needed-columns.ts";
import { operand, selectList } from "./statement.ts";
import type { ExpressionColumn, FeatureColumn } from "./types.ts";

/** A SELECT and the names of what comes out of it. */
export interface Layer {
  readonly select: string;
  readonly names: readonly string[];
}

/** Returns SQL with the default where there is no value. */
export const withDefault = (value: string, fallback: string | undefined): string =>
  fallback === undefined ? value : `coalesce(${value}, ${operand(fallback)})`;

/**
 * Returns a SELECT that adds a view's expressions to what they are made of. Expressions that name no other stand side by side; one that does
 * stands in a SELECT around, so that it sees that column's value and no expression is computed twice.
 */
export function addExpressions(base: Layer, columns: readonly FeatureColumn[], dialect: Dialect): Layer {
  const expressions = columns.filter((column) => column.kind === "expression");
  return layersOf(expressions).reduce<Layer>((below, layer) => {
    const added = layer.map(
      ({ name, value, default: fallback }) =>
        `${withDefault(operand(value), fallback)} as ${dialect.quoteName(name)}`,
    );
    return {
      select: `select ${selectList([...below.names, ...added])}\nfrom (\n${below.select}\n)`,
      names: [...below.names, ...layer.map(({ name }) => dialect.quoteName(name))],
    };
  }, base);
}

function layersOf(expressions: readonly ExpressionColumn[]): readonly (readonly ExpressionColumn[])[] {
  const layers: ExpressionColumn[][] = [];
  for (const expression of expressions) {
    const last = layers.at(-1);
    if (last === undefined || last.some(({ name }) => seemsToName(expression.value, name)))
      layers.push([expression]);
    else last.push(expression);
  }
  return layers;
}
