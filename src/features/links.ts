import type { Dialect } from "../sql/dialect.ts";
import { momentKeys, momentsOfTable } from "./occasions.ts";
import { sourceValues } from "./source-values.ts";
import { type Cte, selectList } from "./statement.ts";
import type { EntityLink } from "./training-types.ts";
import type { FeatureColumn } from "./types.ts";

/** Returns the part that gives each distinct key and moment of a relation a number of its own. */
export function distinctMoments(name: string, keys: readonly string[], from: string): Cte {
  const named = momentKeys(keys.length);
  const distinct = [...keys.map((key, i) => `${key} as ${named[i]}`), "quern_as_of"];
  const columns = [
    "row_number() over () as quern_id",
    ...named,
    "quern_as_of",
    "epoch_us(quern_as_of) as quern_us",
  ];
  return {
    name,
    materialized: true,
    select: `select ${selectList(columns)}\nfrom (\nselect distinct ${selectList(distinct)}\nfrom ${from}\n)`,
  };
}

/** Returns the condition under which rows are of a numbered moment; null keys are equal here. */
export const sameMoment = (keys: readonly string[], rows: string, moments: string): string =>
  [
    ...momentKeys(keys.length).map((key, i) => `${rows}.${keys[i]} is not distinct from ${moments}.${key}`),
    `${rows}.quern_as_of is not distinct from ${moments}.quern_as_of`,
  ].join("\nand ");

/** The moments of a related entity, and which of them belongs to which moment of the entity one comes from. */
export interface LinkedMoments {
  readonly ctes: readonly Cte[];
  /** Table of moments of the related entity. */
  readonly moments: string;
  /** Table of `quern_id` (where one comes from) and `quern_target` (where one gets to). */
  readonly targets: string;
}

/** Returns the moments of the entity that links lead to, each link by the newest row known at the moment. */
export function followLinks(
  links: readonly EntityLink[],
  from: { readonly moments: string; readonly keyLength: number },
  name: string,
  dialect: Dialect,
): LinkedMoments {
  return links.reduce<LinkedMoments & { readonly keyLength: number }>(
    (before, link, i) => {
      const step = `${name}_${i}`;
      const found = linkValues(link, before.moments, before.keyLength, step, dialect);
      const keys = momentKeys(link.to.length);
      const reached = `${step}_reached`;
      const moments = `${step}_moments`;
      const targets = `${step}_targets`;
      const source = before.targets === "" ? "found.quern_id" : "before.quern_id";
      const rest =
        before.targets === ""
          ? ""
          : `\njoin ${before.targets} as before on before.quern_target = found.quern_id`;
      return {
        ctes: [
          ...before.ctes,
          ...found,
          {
            name: reached,
            select: `select ${selectList([`${source} as quern_id`, ...keys.map((key) => `found.${key}`), "found.quern_as_of"])}\nfrom ${step} as found${rest}`,
            materialized: true,
          },
          distinctMoments(moments, keys, reached),
          {
            name: targets,
            select: `select ${selectList(["reached.quern_id", "target.quern_id as quern_target"])}\nfrom ${reached} as reached\njoin ${moments} as target on ${sameMoment(keys, "reached", "target")}`,
          },
        ],
        moments,
        targets,
        keyLength: link.to.length,
      };
    },
    { ctes: [], moments: from.moments, targets: "", keyLength: from.keyLength },
  );
}

/** For each moment the key that its newest row leads to; the columns of a key come from one row. */
function linkValues(
  link: EntityLink,
  moments: string,
  keyLength: number,
  name: string,
  dialect: Dialect,
): readonly Cte[] {
  const to = link.to.map(dialect.quoteName);
  const columns = to.map(
    (value, i): FeatureColumn =>
      link.clock.kind === "events"
        ? { kind: "aggregate", name: `${i}`, aggregate: { kind: "last", value }, window: null }
        : { kind: "attribute", name: `${i}`, value },
  );
  const at = momentsOfTable(moments, keyLength);
  const source = { relation: link.relation, key: link.from, clock: link.clock, zone: link.zone, order: to };
  const values = sourceValues({ source, columns, at, carries: true, name: `${name}_values` }, dialect);
  const items = [
    "quern_id",
    "quern_as_of",
    ...momentKeys(to.length).map((key, i) => `${values.values[i]} as ${key}`),
  ];
  return [...values.ctes, { name, select: `select ${selectList(items)}\nfrom ${values.from}` }];
}
