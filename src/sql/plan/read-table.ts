import { type Json, type JsonObject, quoteLongNumbers } from "./json.ts";
import type { Plan } from "./operators.ts";
import { readOperator } from "./read-operator.ts";
import {
  openReading,
  type RefusedStatement,
  readRefusal,
  type UntraceableStatement,
  untraceable,
} from "./read-plan.ts";
import { readType } from "./read-type.ts";
import { asList, asObject, asText, Untraceable } from "./reading.ts";
import { renderType } from "./render-type.ts";

/** What stands before a SELECT whose columns are asked for with its plan. */
export const tablePrefix = "create table quern_bound as ";

/** A SELECT as the table it would become. */
export interface BoundTable {
  readonly kind: "table";
  /** As a table has them: a name that comes twice gets a number, and what is nothing but NULL is an INTEGER. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly plan: { readonly kind: "plan"; readonly plan: Plan } | UntraceableStatement;
}

/**
 * The columns and the plan in the text that `json_serialize_plan` gives for a SELECT after `tablePrefix`: names and types in the words of
 * DESCRIBE, without asking a second time. Positions are those of the SELECT.
 */
export function readTable(text: string): BoundTable | RefusedStatement | UntraceableStatement {
  const reading = openReading({});
  try {
    const answer = asObject(JSON.parse(quoteLongNumbers(text)) as Json, "a plan");
    if (answer.error !== false) return moved(readRefusal(answer));
    const [created] = asList(answer.plans, "plans");
    const { children, info } = asObject(created, "a table");
    const columns = readColumns(asObject(info, "a table"));
    const [select] = asList(children, "a table");
    return { kind: "table", columns, plan: readSelect(select) };
  } catch (error) {
    return moved(untraceable(error, reading));
  }

  function readSelect(select: Json | undefined): BoundTable["plan"] {
    try {
      return { kind: "plan", plan: { root: readOperator(select, reading) } };
    } catch (error) {
      return moved(untraceable(error, reading));
    }
  }
}

/**
 * The columns alone, out of the end of the text, at a tenth of the price of the plan. Undefined where the text is not simply that of one table:
 * `readTable` tells what it is then.
 */
export function readTableColumns(text: string): BoundTable["columns"] | undefined {
  const start = text.indexOf(infoOfTable);
  const isTable = text.startsWith(beginning) && text.endsWith(ending) && start >= 0;
  // Inside of a string the quotes would be escaped, so that each of these is a table.
  if (!isTable || text.includes(infoOfTable, start + 1)) return undefined;
  const info = text.slice(start + '"info":'.length, -ending.length);
  try {
    return readColumns(asObject(JSON.parse(quoteLongNumbers(info)) as Json, "a table"));
  } catch (error) {
    if (error instanceof Untraceable) return undefined;
    throw error;
  }
}

const beginning = '{"error":false,"plans":[{"type":"LOGICAL_CREATE_TABLE",';
const infoOfTable = '"info":{"type":"TABLE_ENTRY",';
const ending = "}]}";

function readColumns(info: JsonObject): BoundTable["columns"] {
  const list = asObject(info.columns, "columns");
  return asList(list.columns, "columns").map((column) => {
    const { name, type } = asObject(column, "a column");
    return { name: asText(name, "a column's name"), type: renderType(readType(type)) };
  });
}

function moved<T extends { readonly position?: number }>(found: T): T {
  const { position } = found;
  return position === undefined ? found : { ...found, position: Math.max(0, position - tablePrefix.length) };
}
