import { rowKeys } from "./source-rows.ts";
import { operand, selectList } from "./statement.ts";

/** The moments for which rows of a source are wanted: each of a table of moments, or one for all entities. */
export interface Occasions {
  /** Columns that tell one entity and moment from another. */
  readonly identity: readonly string[];
  /** SQL of the moment (TIMESTAMP), and of the key. */
  readonly asOf: string;
  readonly keys: readonly string[];
  /** The table of moments, where there is one. */
  readonly table?: string;
  /** Does a moment without rows come too? */
  readonly keepsEmpty: boolean;
  /**
   * What stands after FROM: rows of a relation, each with every moment for which the conditions hold. `quern_us` is the moment in microseconds.
   *
   * @param columns of the relation, its keys aside
   * @param starts columns made of the moment
   */
  readonly join: (
    relation: string,
    columns: readonly string[],
    conditions: readonly string[],
    starts: readonly Start[],
  ) => string;
  /** What stands after FROM: all moments, with what relations have for their identities. The first has every entity that has rows. */
  readonly complete: (relations: readonly string[]) => string;
  /** What stands after FROM: all moments, with what a relation has for their keys (`quern_k0`..). */
  readonly attach: (relation: string) => string;
}

interface Start {
  readonly name: string;
  readonly sql: string;
}

/** The moments of a table with the columns `quern_id` (one for each row), `quern_m0`.. (the key), `quern_as_of` and `quern_us`. */
export function momentsOfTable(table: string, keyLength: number): Occasions {
  const keys = momentKeys(keyLength);
  const sameKeys = keys.map((key, i) => `${key} = quern_k${i}`);
  return {
    identity: ["quern_id"],
    asOf: "quern_as_of",
    keys,
    table,
    keepsEmpty: true,
    join: (relation, _, conditions, starts) => {
      const all = ["quern_id", "quern_us", ...keys, ...starts.map(named)];
      const moments = starts.length === 0 ? table : `(\nselect ${selectList(all)}\nfrom ${table}\n)`;
      return `${moments}\njoin ${relation} on ${[...sameKeys, ...conditions].join("\nand ")}`;
    },
    complete: (relations) => besideEachOther([table, ...relations], ["quern_id"]),
    attach: (relation) => `${table}\nleft join ${relation} on ${sameKeys.join("\nand ")}`,
  };
}

/** One moment for every entity that has rows. */
export function oneMoment(asOf: string, keyLength: number): Occasions {
  const keys = rowKeys(keyLength);
  const moment = `cast(${operand(asOf)} as timestamp)`;
  const hasKey = keys.map((key) => `${key} is not null`);
  return {
    identity: keys,
    asOf: moment,
    keys,
    keepsEmpty: false,
    join: (relation, columns, conditions, starts) => {
      const all = [...keys, ...columns, `epoch_us(${moment}) as quern_us`, ...starts.map(named)];
      const where = [...hasKey, ...conditions].join("\nand ");
      return `(\nselect ${selectList(all)}\nfrom ${relation}\n)\nwhere ${where}`;
    },
    complete: (relations) => besideEachOther(relations, keys),
    attach: (relation) => `${relation}\nwhere ${hasKey.join("\nand ")}`,
  };
}

/** Returns what stands after FROM: the rows of the first relation, with what others have for the same columns. */
export function besideEachOther(relations: readonly string[], columns: readonly string[]): string {
  const [first, ...others] = relations;
  return [first, ...others.map((other) => `left join ${other} using (${columns.join(", ")})`)].join("\n");
}

export const momentKeys = (length: number): readonly string[] =>
  Array.from({ length }, (_, i) => `quern_m${i}`);

const named = ({ name, sql }: Start) => `${sql} as ${name}`;
