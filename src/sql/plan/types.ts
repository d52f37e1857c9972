/** A type as the engine's binder gave it. `name` is the engine's own: `INTEGER`, `DECIMAL`, `TIMESTAMP WITH TIME ZONE`, `LIST`, `STRUCT`. */
export interface SqlType {
  readonly name: string;
  /** The name of a type that another one stands for: `JSON` is a `VARCHAR`. */
  readonly alias?: string;
  /** Of a `DECIMAL`. */
  readonly width?: number;
  readonly scale?: number;
  /** Of a `LIST`, an `ARRAY`, and of a `MAP` (a list of structs of key and value). */
  readonly child?: SqlType;
  /** Of an `ARRAY`. */
  readonly size?: number;
  /** Of a `STRUCT`, and of a `UNION` (its first field is the tag). */
  readonly fields?: readonly SqlField[];
  /** Of an `ENUM`. */
  readonly values?: readonly string[];
  readonly collation?: string;
}

export interface SqlField {
  readonly name: string;
  readonly type: SqlType;
}

/** True for types that hold the same values in the same way, collations apart. */
export function sameType(one: SqlType, other: SqlType): boolean {
  if (one === other) return true;
  return (
    one.name === other.name &&
    one.alias === other.alias &&
    one.width === other.width &&
    one.scale === other.scale &&
    one.size === other.size &&
    sameChild(one.child, other.child) &&
    sameFields(one.fields ?? [], other.fields ?? []) &&
    (one.values ?? []).join("\u0000") === (other.values ?? []).join("\u0000")
  );
}

const sameChild = (one: SqlType | undefined, other: SqlType | undefined) =>
  one === undefined || other === undefined ? one === other : sameType(one, other);

const sameFields = (one: readonly SqlField[], other: readonly SqlField[]) =>
  one.length === other.length &&
  one.every(({ name, type }, i) => {
    const field = other[i];
    return field !== undefined && field.name === name && sameType(type, field.type);
  });
