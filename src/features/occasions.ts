import { rowKeys } from "./source-rows.ts";
import { operand, selectList } from "./statement.ts";

/** The moments for which rows of a source are wanted: each of a table of moments, or one for all entities. */
export interface Occasions {
  /** Columns that tell one entity and moment from another. */
  readonly identity: readonly string[];
  /** SQL of the moment (TIMESTAMP), and of the key. */
  readonly asOf: string;
  readonly keys: readonly string[];
  /** Columns that `asOf` and `keys` need, beside the identity. */
  readonly carried: readonly string[];
  /** Does a moment without rows come too, once? */
  readonly keepsEmpty: boolean;
  /**
   * What stands after FROM: rows of a relation with their moments, of which `quern_us` is there in microseconds, where the conditions hold.
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
}

interface Start {
  readonly name: string;
  readonly sql: string;
}

/**
 * The moments of a table with the columns `quern_id` (one for each row), `quern_m0`.. (the key), `quern_as_of` and `quern_us`. A moment
 * without rows comes once, without them.
 */
export function momentsOfTable(table: string, keyLength: number): Occasions {
  const keys = momentKeys(keyLength);
  return {
    identity: ["quern_id"],
    asOf: "quern_as_of",
    keys,
    carried: ["quern_as_of", ...keys],
    keepsEmpty: true,
    join: (relation, _, conditions, starts) => {
      const all = ["quern_id", "quern_as_of", "quern_us", ...keys, ...starts.map(named)];
      const moments = starts.length === 0 ? table : `(\nselect ${selectList(all)}\nfrom ${table}\n)`;
      const on = [...keys.map((key, i) => `${key} = quern_k${i}`), ...conditions];
      return `${moments}\nleft join ${relation} on ${on.join("\nand ")}`;
    },
  };
}

/** One moment for every entity that has rows. */
export function oneMoment(asOf: string, keyLength: number): Occasions {
  const keys = rowKeys(keyLength);
  const moment = `cast(${operand(asOf)} as timestamp)`;
  return {
    identity: keys,
    asOf: moment,
    keys,
    carried: [],
    keepsEmpty: false,
    join: (relation, columns, conditions, starts) => {
      const all = [...keys, ...columns, `epoch_us(${moment}) as quern_us`, ...starts.map(named)];
      const where = [...keys.map((key) => `${key} is not null`), ...conditions];
      return `(\nselect ${selectList(all)}\nfrom ${relation}\n)\nwhere ${where.join("\nand ")}`;
    },
  };
}

export const momentKeys = (length: number): readonly string[] =>
  Array.from({ length }, (_, i) => `quern_m${i}`);

const named = ({ name, sql }: Start) => `${sql} as ${name}`;
