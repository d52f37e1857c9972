import { diagnose } from "../base/diagnostic.ts";
import { allowancesOf } from "./allowances.ts";
import { noMeta, noTags, readColumns, readMeta, readTags } from "./columns.ts";
import { readTests } from "./data-tests.ts";
import type { Freshness, Json, SourceDefinition } from "./definitions.ts";
import { parseDuration } from "./durations.ts";
import type { PatchReader } from "./patches.ts";
import { isMap } from "./settings.ts";
import { childOf, flagOf, itemsOf, plainOf, textOf, type YamlNode } from "./yaml/yaml-node.ts";

/** Reads one entry of `sources:`: a definition for each of its tables, to which the source's keys apply unless the table has its own. */
export function readSource(reader: PatchReader, node: YamlNode): readonly SourceDefinition[] {
  const source = textOf(childOf(node, "name"));
  if (source === undefined) return [];
  const seen = new Map<string, SourceDefinition>();
  for (const item of itemsOf(childOf(node, "tables"))) {
    const table = readTable(reader, source, node, item);
    if (!table) continue;
    const first = seen.get(table.name);
    if (first) {
      const place = `${first.span.file}:${first.span.line}`;
      const parameters = { what: "table", name: `${source}.${table.name}`, first: place };
      reader.report(diagnose("Q0007", parameters, { span: table.span }));
    } else seen.set(table.name, table);
  }
  return [...seen.values()];
}

function readTable(
  reader: PatchReader,
  source: string,
  holder: YamlNode,
  node: YamlNode,
): SourceDefinition | undefined {
  const nameNode = childOf(node, "name");
  const name = textOf(nameNode);
  if (!nameNode || name === undefined) return undefined;
  const configs = [childOf(holder, "config"), childOf(node, "config")] as const;
  const nearest = (key: string): YamlNode | undefined =>
    childOf(node, key) ?? childOf(configs[1], key) ?? childOf(holder, key) ?? childOf(configs[0], key);
  const text = (key: string) => textOf(nearest(key));
  const path = text("path")?.replaceAll("{table}", name);
  const format = text("format") as SourceDefinition["format"];
  const description = textOf(childOf(node, "description"));
  const freshness = readFreshness(nearest("freshness"), text("loaded_at_field"));
  const readOptions = { ...plainMap(childOf(holder, "read")), ...plainMap(childOf(node, "read")) };
  const [database, schema, eventTime] = ["database", "schema", "event_time"].map(text);
  const identifier = textOf(childOf(node, "identifier"));
  // The path of a table that lives in the target would be meaningless: the nearer of the two wins.
  const isOfTarget = childOf(node, "schema") !== undefined && childOf(node, "path") === undefined;
  return {
    kind: "source",
    name,
    source,
    file: reader.file,
    package: reader.package,
    span: reader.locate(nameNode.start, nameNode.end),
    ...(description !== undefined && { description }),
    ...(path !== undefined && !isOfTarget && { path }),
    ...(format !== undefined && { format }),
    readOptions: Object.keys(readOptions).length === 0 ? noMeta : readOptions,
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
    ...(identifier !== undefined && { identifier }),
    ...(freshness && { freshness }),
    ...(eventTime !== undefined && { eventTime }),
    ...readColumns(reader, childOf(node, "columns")),
    tests: readTests(reader, [childOf(node, "tests"), childOf(node, "data_tests")], undefined),
    tags: tagsOf(holder, node, configs),
    meta: readMeta(
      childOf(holder, "meta"),
      childOf(configs[0], "meta"),
      childOf(node, "meta"),
      childOf(configs[1], "meta"),
    ),
    ...allowancesOf(childOf(node, "allow") ?? childOf(holder, "allow"), reader.locate),
    enabled: flagOf(nearest("enabled")) ?? true,
  };
}

function tagsOf(
  holder: YamlNode,
  node: YamlNode,
  configs: readonly (YamlNode | undefined)[],
): readonly string[] {
  const lists = [holder, configs[0], node, configs[1]].map((part) => childOf(part, "tags"));
  return lists.some(Boolean) ? readTags(...lists) : noTags;
}

function plainMap(node: YamlNode | undefined): Readonly<Record<string, Json>> {
  const plain = node && plainOf(node);
  return isMap(plain) ? plain : {};
}

function readFreshness(node: YamlNode | undefined, loadedAt: string | undefined): Freshness | undefined {
  if (node?.kind !== "map") return undefined;
  const column = textOf(childOf(node, "column")) ?? textOf(childOf(node, "loaded_at_field")) ?? loadedAt;
  const filter = textOf(childOf(node, "filter"));
  const warnAfter = readDuration(childOf(node, "warn_after"));
  const errorAfter = readDuration(childOf(node, "error_after"));
  return {
    ...(column !== undefined && { column }),
    ...(filter !== undefined && { filter }),
    ...(warnAfter !== undefined && { warnAfter }),
    ...(errorAfter !== undefined && { errorAfter }),
  };
}

/** Seconds of `12h`, `12 hours` or `{count: 12, period: hour}`. */
function readDuration(node: YamlNode | undefined): number | undefined {
  const plain = node && plainOf(node);
  if (isMap(plain)) return parseDuration(`${String(plain.count)} ${String(plain.period)}`);
  return typeof plain === "string" ? parseDuration(plain) : undefined;
}
