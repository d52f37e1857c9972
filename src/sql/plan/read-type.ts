import type { Json, JsonObject } from "./json.ts";
import { allowKeys, asDigits, asIndex, asList, asObject, asText, Untraceable } from "./reading.ts";
import type { SqlField, SqlType } from "./types.ts";

const typeKeys = new Set(["id", "type_info"]);

/** Most types are a bare name, and a plan has thousands: they share one object each. */
const bareTypes = new Map<string, SqlType>();

/** A type out of `{"id": .., "type_info": ..}`. */
export function readType(value: Json | undefined): SqlType {
  const node = asObject(value, "a type");
  allowKeys(node, typeKeys, "a type");
  const name = asText(node.id, "a type's name");
  if (node.type_info !== undefined) return { name, ...readDetails(asObject(node.type_info, "a type")) };
  const known = bareTypes.get(name);
  if (known !== undefined) return known;
  const type: SqlType = { name };
  bareTypes.set(name, type);
  return type;
}

export const readTypes = (value: Json | undefined): readonly SqlType[] =>
  asList(value, "a list of types").map(readType);

function readDetails(info: JsonObject): Omit<SqlType, "name"> {
  const kind = asText(info.type, "a type");
  const details = detailsByKind[kind];
  if (details === undefined) throw new Untraceable(`type ${kind}`);
  allowKeys(info, details.keys, kind);
  const alias = typeof info.alias === "string" && info.alias !== "" ? { alias: info.alias } : {};
  return { ...details.read(info), ...alias };
}

interface Details {
  readonly keys: ReadonlySet<string>;
  readonly read: (info: JsonObject) => Omit<SqlType, "name">;
}

const details = (keys: readonly string[], read: Details["read"]): Details => ({
  keys: new Set(["type", "alias", ...keys]),
  read,
});

const readChild = (info: JsonObject) => ({ child: readType(info.child_type) });
const readNothing = () => ({});

const detailsByKind: Readonly<Record<string, Details>> = {
  DECIMAL_TYPE_INFO: details(["width", "scale"], (info) => ({
    width: asIndex(info.width, "a width"),
    scale: asIndex(info.scale, "a scale"),
  })),
  LIST_TYPE_INFO: details(["child_type"], readChild),
  ARRAY_TYPE_INFO: details(["child_type", "size"], (info) => ({
    ...readChild(info),
    size: asIndex(info.size, "a size"),
  })),
  STRUCT_TYPE_INFO: details(["child_types"], (info) => ({
    fields: asList(info.child_types, "fields").map(readField),
  })),
  ENUM_TYPE_INFO: details(["values_count", "values"], (info) => ({
    values: asList(info.values, "values").map((value) => asText(value, "a value")),
  })),
  STRING_TYPE_INFO: details(["collation"], (info) => ({
    ...(info.collation && { collation: asText(info.collation, "a collation") }),
  })),
  INTEGER_LITERAL_TYPE_INFO: details(["constant_value"], readNothing),
  GENERIC_TYPE_INFO: details([], readNothing),
  // The parameter of a function that takes anything; values never have it.
  ANY_TYPE_INFO: details(["target_type", "cast_score"], (info) => ({
    child: readType(info.target_type),
    size: Number(asDigits(info.cast_score, "a score")),
  })),
  // The parameter of a function that names it, as T in list(T).
  TEMPLATE_TYPE_INFO: details(["name"], (info) => ({ alias: asText(info.name, "a name") })),
};

function readField(value: Json): SqlField {
  const node = asObject(value, "a field");
  return { name: asText(node.first, "a field's name"), type: readType(node.second) };
}
