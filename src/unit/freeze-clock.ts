import type { Session } from "../adapters/adapter.ts";
import type { Dialect } from "../sql/dialect.ts";

/**
 * Makes the clock of a database stand at a moment: macros with the names of the engine's functions come before them. `current_timestamp`,
 * `localtimestamp`, `current_time`, `localtime` and `ago(...)` are made of these.
 */
export async function freezeClock(session: Session, moment: Date, dialect: Dialect): Promise<void> {
  const text = moment.toISOString().replace("Z", "").replace("T", " ");
  const [date = "", time = ""] = text.split(" ");
  const literal = (type: string, value: string) => `cast(${dialect.renderString(value)} as ${type})`;
  const instant = literal("TIMESTAMPTZ", `${text}+00`);
  const local = literal("TIMESTAMP", text);
  const macros: Readonly<Record<string, string>> = {
    now: instant,
    transaction_timestamp: instant,
    get_current_timestamp: instant,
    today: literal("DATE", date),
    current_date: literal("DATE", date),
    current_localtimestamp: local,
    current_localtime: literal("TIME", time),
    get_current_time: literal("TIMETZ", `${time}+00`),
  };
  const statements = Object.entries(macros).map(([name, value]) => `create macro ${name}() as ${value}`);
  const midnight = literal("TIMESTAMP", date);
  statements.push(
    `create macro age(t) as system.main.age(${midnight}, t), (later, earlier) as system.main.age(later, earlier)`,
  );
  await session.run(statements.join(";\n"));
}

/** Calls that a frozen clock does not reach, since they name the engine's own schema: `system.main.now()`. */
export async function findUnfrozen(
  session: Session,
  statements: readonly string[],
  dialect: Dialect,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const sql of statements) {
    if (!/\b(?:system|pg_catalog)\b/i.test(sql)) continue;
    const [row] = await session.rows(`select json_serialize_sql(${dialect.renderString(sql)}) as tree`);
    collect(JSON.parse(String(row?.tree)), found);
  }
  return [...found];
}

const clockFunctions: ReadonlySet<string> = new Set([
  "now",
  "transaction_timestamp",
  "get_current_timestamp",
  "today",
  "current_date",
  "current_localtimestamp",
  "current_localtime",
  "get_current_time",
  "age",
]);

function collect(part: unknown, found: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  for (const inner of Array.isArray(part) ? part : Object.values(part)) collect(inner, found);
  const { function_name: name, catalog, schema } = part as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !clockFunctions.has(name.toLowerCase())) return;
  if (catalog === "system" || schema === "pg_catalog")
    found.add(`${[catalog, schema, name].filter((word) => word !== "" && word !== undefined).join(".")}()`);
}
