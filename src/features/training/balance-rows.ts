import type { Cte } from "../statement.ts";
import type { Balance } from "../training-types.ts";
import { isTraining } from "./split-rows.ts";
import { rowHash } from "./stable-hash.ts";
import type { Pass, Writing } from "./steps.ts";

/** Column `weight`, or fewer rows of the common classes; rows without a label belong to no class. */
export const balanceRows: Pass = (writing, from) => {
  const { balance, label } = writing.set;
  if (balance === undefined || label === undefined) return [];
  const classes: Cte = {
    name: "quern_set_classes",
    select: countClasses(writing, from),
  };
  return balance.kind === "weights"
    ? [classes, weighRows(writing, from, label.name)]
    : [classes, ...underSample(writing, from, label.name, balance)];
};

/** Classes of the rows that count, with how many there are of each. */
function countClasses(writing: Writing, from: string): string {
  const label = writing.quote(writing.set.label?.name ?? "");
  return `select ${label} as quern_class, count(*) as quern_rows
from ${from}
where ${isTraining(writing)} and ${label} is not null
group by ${label}`;
}

function weighRows(writing: Writing, from: string, label: string): Cte {
  const total = "(select sum(quern_rows) / count(*) from quern_set_classes)";
  const weight = `case when ${isTraining(writing)} then cast(${total} / quern_rows as double) else 1.0 end`;
  return {
    name: "quern_set_balanced",
    select: `select quern_row.*, cast(${weight} as double) as weight
from ${from} as quern_row
left join quern_set_classes on quern_class = ${writing.quote(label)}`,
  };
}

/** The smallest class stays whole; of each other, the rows whose hash comes first. */
function underSample(
  writing: Writing,
  from: string,
  label: string,
  { ratio, seed }: Extract<Balance, { kind: "under_sample" }>,
): Cte[] {
  const name = writing.quote(label);
  const counted = `${isTraining(writing)} and ${name} is not null`;
  const ranked = `select *,
case when ${counted} then row_number() over (partition by ${counted}, ${name} order by quern_hash, ${writing.key.join(", ")}, as_of) end as quern_rank
from (select *, ${rowHash(writing, seed)} as quern_hash from ${from})`;
  const smallest = "(select min(quern_rows) from quern_set_classes)";
  return [
    { name: "quern_set_ranked", select: ranked },
    {
      name: "quern_set_balanced",
      select: `select quern_row.* exclude (quern_hash, quern_rank)
from quern_set_ranked as quern_row
left join quern_set_classes on quern_class = ${name}
where quern_rank is null or quern_rows = ${smallest} or quern_rank <= floor(${ratio} * ${smallest})`,
    },
  ];
}
