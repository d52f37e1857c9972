import { diagnose } from "../base/diagnostic.ts";
import { readTests, type TestReader } from "./data-tests.ts";
import type { ColumnDefinition, ColumnTests, ConstraintDefinition, Json } from "./definitions.ts";
import { isMap } from "./settings.ts";
import { childOf, flagOf, itemsOf, plainOf, textOf, type YamlNode } from "./yaml/yaml-node.ts";

export const noColumns: readonly ColumnDefinition[] = Object.freeze([]);
export const noColumnTests: readonly ColumnTests[] = Object.freeze([]);
export const noTags: readonly string[] = Object.freeze([]);
export const noMeta: Readonly<Record<string, Json>> = Object.freeze({});
const noConstraints: readonly ConstraintDefinition[] = Object.freeze([]);

export interface ReadColumns {
  readonly columns: readonly ColumnDefinition[];
  /** Of those columns that have some, or constraints. */
  readonly columnTests: readonly ColumnTests[];
}

/** Reads `columns:`; entries without a name are left out. */
export function readColumns(reader: TestReader, node: YamlNode | undefined): ReadColumns {
  if (!node) return { columns: noColumns, columnTests: noColumnTests };
  const columns = new Map<string, ColumnDefinition>();
  const columnTests: ColumnTests[] = [];
  for (const item of itemsOf(node)) {
    const read = readColumn(reader, item);
    if (!read) continue;
    const { column, tests } = read;
    const first = columns.get(column.name);
    if (!first) {
      columns.set(column.name, column);
      const { tags } = column;
      const constrained = column.constraints.length > 0;
      if (tests.length > 0 || constrained)
        columnTests.push({ column: column.name, tags, tests, ...(constrained && { constrained }) });
    } else {
      const place = `${first.span.file}:${first.span.line}`;
      reader.report(
        diagnose("Q0007", { what: "column", name: column.name, first: place }, { span: column.span }),
      );
    }
  }
  return {
    columns: [...columns.values()],
    columnTests: columnTests.length === 0 ? noColumnTests : columnTests,
  };
}

function readColumn(reader: TestReader, node: YamlNode) {
  if (node.kind !== "map") return undefined;
  const fields: Record<string, YamlNode> = {};
  for (const { key, value } of node.entries) fields[key] = value;
  const name = textOf(fields.name);
  if (name === undefined || !fields.name) return undefined;
  const description = textOf(fields.description);
  const type = textOf(fields.type) ?? textOf(fields.data_type);
  const pii = textOf(fields.pii);
  const { config } = fields;
  const column: ColumnDefinition = {
    name,
    ...(description !== undefined && { description }),
    ...(type !== undefined && { type }),
    ...(pii !== undefined && { pii }),
    tags: readTags(fields.tags, childOf(config, "tags")),
    meta: readMeta(fields.meta, childOf(config, "meta")),
    constraints: readConstraints(reader, fields.constraints),
    span: reader.locate(fields.name.start, fields.name.end),
  };
  return { column, tests: readTests(reader, [fields.tests, fields.data_tests], name) };
}

/** Tags of several places, each once. */
export function readTags(...nodes: readonly (YamlNode | undefined)[]): readonly string[] {
  const tags = nodes.flatMap((node) => itemsOf(node).flatMap((item) => textOf(item) ?? []));
  return tags.length === 0 ? noTags : [...new Set(tags)];
}

/** Meta of several places, merged; later ones win. */
export function readMeta(...nodes: readonly (YamlNode | undefined)[]): Readonly<Record<string, Json>> {
  let meta = noMeta;
  for (const node of nodes) {
    const plain = node && plainOf(node);
    if (isMap(plain)) meta = meta === noMeta ? plain : { ...meta, ...plain };
  }
  return meta;
}

/** Reads `constraints:` of a column or a model. */
export function readConstraints(
  reader: Pick<TestReader, "locate">,
  node: YamlNode | undefined,
): readonly ConstraintDefinition[] {
  if (!node) return noConstraints;
  const constraints = itemsOf(node).flatMap((item) => readConstraint(reader, item) ?? []);
  return constraints.length === 0 ? noConstraints : constraints;
}

function readConstraint(
  { locate }: Pick<TestReader, "locate">,
  node: YamlNode,
): ConstraintDefinition | undefined {
  const typeNode = childOf(node, "type");
  const type = textOf(typeNode);
  if (typeNode === undefined || type === undefined) return undefined;
  const [name, expression, to] = ["name", "expression", "to"].map((key) => textOf(childOf(node, key)));
  const [columns, toColumns] = ["columns", "to_columns"].map((key) => {
    const child = childOf(node, key);
    return child && itemsOf(child).flatMap((item) => textOf(item) ?? []);
  });
  const isSilent = ["warn_unsupported", "warn_unenforced"].some(
    (key) => flagOf(childOf(node, key)) === false,
  );
  return {
    type,
    ...(name !== undefined && { name }),
    ...(expression !== undefined && { expression }),
    ...(columns && { columns }),
    ...(to !== undefined && { to }),
    ...(toColumns && { toColumns }),
    ...(isSilent && { silent: true }),
    span: locate(typeNode.start, typeNode.end),
  };
}
