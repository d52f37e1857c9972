import { characterOffset } from "../../base/character-offset.ts";
import { EngineError } from "../adapter.ts";

/**
 * Makes an EngineError of what node-api threw. The connection has `errors_as_json`, so that category and position come as data; what is no
 * JSON (an error of the binding itself) keeps its words.
 *
 * @param prefix how many characters stand before the user's statement in what was sent; the position is moved back by them.
 */
export function engineFailure(error: unknown, sql: string, prefix = 0): EngineError {
  const text = error instanceof Error ? error.message : String(error);
  const told = parseTold(text);
  if (told === undefined) return new EngineError(text, { sql });
  const category = told.exception_type.toLowerCase();
  const position = told.position === undefined ? undefined : Number(told.position) - prefix;
  return new EngineError(`${told.exception_type} Error: ${explained(told.exception_message)}`, {
    sql,
    category,
    interrupted: category === "interrupt",
    position: position === undefined || position < 0 ? undefined : characterOffset(sql, position),
  });
}

/** DuckDB names a catalog after its file, and its words for a schema of the same name do not say so. */
function explained(message: string): string {
  const name = /^Ambiguous reference to catalog or schema "(.*?)"/.exec(message)?.[1];
  if (name === undefined) return message;
  return `the schema "${name}" has the name of the database file, and DuckDB cannot tell them apart: rename one of them`;
}

interface Told {
  readonly exception_type: string;
  readonly exception_message: string;
  readonly position?: string;
}

function parseTold(text: string): Told | undefined {
  // Parser errors come as `Parser Error: {...}`.
  const start = text.indexOf("{");
  if (start < 0) return undefined;
  try {
    const data: unknown = JSON.parse(text.slice(start));
    return isTold(data) ? data : undefined;
  } catch {
    // Not JSON: the caller keeps the text as it is.
    return undefined;
  }
}

function isTold(data: unknown): data is Told {
  return typeof data === "object" && data !== null && "exception_type" in data && "exception_message" in data;
}
