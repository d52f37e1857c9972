import type { YamlStyle } from "./yaml-style.ts";

/** A column as it is written into YAML. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: string;
  readonly isFilled: boolean;
}

/** A text as a YAML scalar, quoted only where it has to be. */
export function renderScalar(text: string, { json }: YamlStyle, inFlow: boolean): string {
  const plain = inFlow ? /^[A-Za-z_][\w ()]*$/ : /^[A-Za-z_][\w ()[\],]*$/;
  if (!json && plain.test(text) && !text.endsWith(" ") && !otherwiseMeant.test(text)) return text;
  return json || !/["\\]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

/** What some reader of YAML takes for something else than a text. */
const otherwiseMeant = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A key with its value, which is written already. */
export function renderEntry(key: string, value: string, { json }: YamlStyle): string {
  return `${json ? JSON.stringify(key) : key}: ${value}`;
}

/** A map in braces. */
export function renderMap(entries: readonly string[], { pad }: YamlStyle): string {
  return `{${pad}${entries.join(", ")}${pad}}`;
}

/** The constraint of a column that has no nulls, as an item of a list in brackets. */
export function renderNotNull(style: YamlStyle): string {
  return renderMap([renderEntry("type", renderScalar("not_null", style, true), style)], style);
}

/** A column in braces: `{name: id, type: BIGINT}`. */
export function renderFlowColumn({ name, type, isFilled }: WrittenColumn, style: YamlStyle): string {
  const entries = [
    renderEntry("name", renderScalar(name, style, true), style),
    renderEntry(style.typeKey, renderScalar(type, style, true), style),
    ...(isFilled ? [renderEntry("constraints", `[${renderNotNull(style)}]`, style)] : []),
  ];
  return renderMap(entries, style);
}

/** A column as an item of a list with dashes, one line or several. */
export function renderBlockColumn(
  column: WrittenColumn,
  style: YamlStyle,
  indent: number,
): readonly string[] {
  const dash = `${" ".repeat(indent)}-${" ".repeat(style.dashGap - 1)}`;
  if (style.flowColumns) return [dash + renderFlowColumn(column, style)];
  const keys = " ".repeat(indent + style.dashGap);
  return [
    `${dash}name: ${renderScalar(column.name, style, false)}`,
    `${keys}${style.typeKey}: ${renderScalar(column.type, style, false)}`,
    ...(column.isFilled ? renderBlockNotNull(style, keys.length) : []),
  ];
}

/** `constraints:` of a column without nulls, as lines. */
export function renderBlockNotNull(style: YamlStyle, indent: number): readonly string[] {
  const item = `${" ".repeat(indent + style.listOffset)}-${" ".repeat(style.dashGap - 1)}`;
  return [`${" ".repeat(indent)}constraints:`, `${item}type: not_null`];
}
