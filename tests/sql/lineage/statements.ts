/**
 * A statement and what its columns and rows come from, worked out by hand from its SQL.
 *
 * A column is the list of what its value is computed from; what it is an unchanged copy of bears a `=`, and a `?` where rows may lack it. The
 * rows are lists by kind.
 */
export interface HardStatement {
  readonly name: string;
  readonly sql: string;
  readonly columns: readonly string[];
  readonly filter?: string;
  readonly join?: string;
  readonly group?: string;
  readonly order?: string;
  /** Tables that are read, where they are not just those of the columns and rows. */
  readonly tables?: string;
  readonly functions?: string;
  readonly volatile?: string;
}

export const joins: readonly HardStatement[] = [
  {
    name: "an inner join",
    sql: "select o.id, c.name from orders o join customers c on c.id = o.customer_id",
    columns: ["=orders.id", "=customers.name"],
    join: "customers.id orders.customer_id",
  },
  {
    name: "a left join whose ON also concerns each side alone",
    sql: "select o.id, c.name from orders o left join customers c on c.id = o.customer_id and c.region = 'EU' and o.qty > 1",
    columns: ["=orders.id", "=customers.name?"],
    join: "customers.id customers.region orders.customer_id orders.qty",
  },
  {
    name: "an inner join whose ON concerns one side alone, below a WHERE",
    sql: "select o.id from orders o join customers c on c.id = o.customer_id and c.region = 'EU' where o.status = 'paid'",
    columns: ["=orders.id"],
    join: "customers.id customers.region orders.customer_id",
    filter: "orders.status",
  },
  {
    name: "a join on conditions of single sides",
    sql: "select o.id, c.name from orders o join customers c on o.qty > 1 and c.region = 'EU'",
    columns: ["=orders.id", "=customers.name"],
    join: "customers.region orders.qty",
  },
  {
    name: "a right join, whose columns keep their order",
    sql: "select o.id, c.name from orders o right join customers c on c.id = o.customer_id",
    columns: ["=orders.id?", "=customers.name"],
    join: "customers.id orders.customer_id",
  },
  {
    name: "a full join with USING, whose key is one side's or the other's",
    sql: "select customer_id, o.qty, e.value from orders o full join events e using (customer_id)",
    columns: ["events.customer_id orders.customer_id", "=orders.qty?", "=events.value?"],
    join: "events.customer_id orders.customer_id",
  },
  {
    name: "an inner join with USING, whose key is the left side's",
    sql: "select customer_id, o.qty from orders o join events e using (customer_id)",
    columns: ["=orders.customer_id", "=orders.qty"],
    join: "events.customer_id orders.customer_id",
  },
  {
    name: "a natural join",
    sql: "select e.value, o.qty from events e natural join orders o",
    columns: ["=events.value", "=orders.qty"],
    join: "events.customer_id orders.customer_id",
  },
  {
    name: "a join on an inequality or a computed value",
    sql: "select o.id from orders o join customers c on o.customer_id <> c.id or o.qty * 2 > length(c.name)",
    columns: ["=orders.id"],
    join: "customers.id customers.name orders.customer_id orders.qty",
  },
  {
    name: "a range join",
    sql: "select o.id, e.value from orders o join events e on e.happened between o.ordered_at - interval 7 days and o.ordered_at",
    columns: ["=orders.id", "=events.value"],
    join: "events.happened orders.ordered_at",
  },
  {
    name: "a list of tables with the condition in WHERE",
    sql: "select o.id, c.name from orders o, customers c where c.id = o.customer_id",
    columns: ["=orders.id", "=customers.name"],
    filter: "customers.id orders.customer_id",
  },
  {
    name: "a cross join",
    sql: "select o.id, c.name from orders o cross join customers c",
    columns: ["=orders.id", "=customers.name"],
  },
  {
    name: "a join of a table with itself",
    sql: "select a.id, b.qty from orders a left join orders b on b.customer_id = a.id",
    columns: ["=orders.id", "=orders.qty?"],
    join: "orders.customer_id orders.id",
  },
  {
    name: "a semi join",
    sql: "select o.id from orders o semi join customers c on c.id = o.customer_id",
    columns: ["=orders.id"],
    filter: "customers.id orders.customer_id",
  },
  {
    name: "an anti join",
    sql: "select o.id from orders o anti join customers c on c.id = o.customer_id",
    columns: ["=orders.id"],
    filter: "customers.id orders.customer_id",
  },
  {
    name: "an asof join",
    sql: "select o.id, r.rate from orders o asof left join other.rates r on o.ordered_at >= r.day",
    columns: ["=orders.id", "=other.rates.rate?"],
    join: "orders.ordered_at other.rates.day",
  },
  {
    name: "a positional join",
    sql: "select o.id, c.name from orders o positional join customers c",
    columns: ["=orders.id?", "=customers.name?"],
  },
];

export const subqueries: readonly HardStatement[] = [
  {
    name: "a scalar subquery: its filter decides its value too",
    sql: "select id, (select max(qty) from orders where status = 'paid') as most from customers",
    columns: ["=customers.id", "orders.qty orders.status"],
    filter: "orders.status",
  },
  {
    name: "a scalar subquery of one row, which copies",
    sql: "select id, (select name from customers where region = 'EU' limit 1) as someone from orders",
    columns: ["=orders.id", "=customers.name? customers.region"],
    filter: "customers.region",
  },
  {
    name: "a scalar subquery ordered and limited",
    sql: "select id, (select name from customers order by signup_at limit 1) as first from orders",
    columns: ["=orders.id", "=customers.name? customers.signup_at"],
    order: "customers.signup_at",
  },
  {
    name: "a correlated scalar subquery with an aggregate",
    sql: "select c.id, (select sum(o.qty) from orders o where o.customer_id = c.id and o.status = 'paid') as total from customers c",
    columns: ["=customers.id", "customers.id orders.customer_id orders.qty orders.status"],
    filter: "customers.id orders.customer_id orders.status",
  },
  {
    name: "a correlated scalar subquery that counts",
    sql: "select c.name, (select count(*) from orders o where o.customer_id = c.id) as n from customers c",
    columns: ["=customers.name", "customers.id orders.customer_id"],
    filter: "customers.id orders.customer_id",
  },
  {
    name: "a correlated scalar subquery that looks a value up",
    sql: "select o.id, (select c.name from customers c where c.id = o.customer_id) as name from orders o",
    columns: ["=orders.id", "=customers.name? customers.id orders.customer_id"],
    filter: "customers.id orders.customer_id",
  },
  {
    name: "a correlated subquery that only computes",
    sql: "select id, (select o.qty + 1) as more from orders o",
    columns: ["=orders.id", "orders.qty"],
  },
  {
    name: "a scalar subquery in WHERE",
    sql: "select id from orders o where qty > (select avg(p.qty) from orders p where p.customer_id = o.customer_id)",
    columns: ["=orders.id"],
    filter: "orders.customer_id orders.qty",
  },
  {
    name: "IN with a subquery",
    sql: "select id from orders where customer_id in (select id from customers where region = 'EU')",
    columns: ["=orders.id"],
    filter: "customers.id customers.region orders.customer_id",
  },
  {
    name: "NOT IN with a correlated subquery, as a value",
    sql: "select id, customer_id not in (select c.id from customers c where c.region = o.status) as out from orders o",
    columns: ["=orders.id", "customers.id customers.region orders.customer_id orders.status"],
    filter: "customers.region orders.status",
  },
  {
    name: "ANY and ALL",
    sql: "select id, qty > any (select value from events where kind = 'buy') as a, qty <= all (select value from events) as b from orders",
    columns: ["=orders.id", "events.kind events.value orders.qty", "events.value orders.qty"],
    filter: "events.kind",
  },
  {
    name: "EXISTS that is not correlated",
    sql: "select id from orders where exists (select 1 from customers where region = 'EU')",
    columns: ["=orders.id"],
    filter: "customers.region",
  },
  {
    name: "EXISTS and NOT EXISTS, correlated",
    sql: `select c.name from customers c where exists (select 1 from orders o where o.customer_id = c.id)
      and not exists (select 1 from events e where e.customer_id = c.id and e.kind = 'churn')`,
    columns: ["=customers.name"],
    filter: "customers.id events.customer_id events.kind orders.customer_id",
  },
  {
    name: "a subquery in a subquery, both correlated with the outermost",
    sql: `select c.id, (select count(*) from orders o where o.customer_id = c.id
      and exists (select 1 from events e where e.value = o.qty and e.kind = c.region)) as n from customers c`,
    columns: [
      "=customers.id",
      "customers.id customers.region events.kind events.value orders.customer_id orders.qty",
    ],
    filter: "customers.id customers.region events.kind events.value orders.customer_id orders.qty",
  },
  {
    name: "a lateral subquery with ORDER BY and LIMIT",
    sql: `select c.id, l.amount from customers c, lateral
      (select o.amount from orders o where o.customer_id = c.id order by o.ordered_at desc limit 1) l`,
    columns: ["=customers.id", "=orders.amount"],
    filter: "customers.id orders.customer_id",
    order: "orders.ordered_at",
  },
  {
    name: "a left lateral subquery with an ON",
    sql: `select c.id, l.qty, l.twice from customers c left join lateral
      (select o.qty, o.qty * 2 as twice, o.ordered_at from orders o where o.customer_id = c.id) l on l.ordered_at > c.signup_at`,
    columns: ["=customers.id", "=orders.qty?", "orders.qty"],
    filter: "customers.id orders.customer_id",
    join: "customers.signup_at orders.ordered_at",
  },
  {
    name: "a lateral subquery that passes an outer column on",
    sql: "select l.a, l.b from customers c, lateral (select c.name as a, o.id as b from orders o where o.qty = c.id) l",
    columns: ["=customers.name", "=orders.id"],
    filter: "customers.id orders.qty",
  },
  {
    name: "a chain of lateral expressions",
    sql: "select b from customers c, lateral (select c.id + 1 as a) x, lateral (select x.a * 2 as b) y",
    columns: ["customers.id"],
  },
  {
    name: "a scalar subquery over VALUES of outer columns",
    sql: "select id, (select max(v) from (values (o.qty), (o.customer_id)) t(v)) as top from orders o",
    columns: ["=orders.id", "orders.customer_id orders.qty"],
  },
  {
    name: "a correlated window in a subquery",
    sql: `select c.id, (select max(r) from (select row_number() over (order by o.ordered_at) as r from orders o
      where o.customer_id = c.id)) as n from customers c`,
    columns: ["=customers.id", "customers.id orders.customer_id orders.ordered_at"],
    filter: "customers.id orders.customer_id",
  },
];

export const groups: readonly HardStatement[] = [
  {
    name: "a count of rows",
    sql: "select count(*) from orders",
    columns: [""],
    tables: "orders",
  },
  {
    name: "groups with HAVING",
    sql: "select customer_id, count(*) as n, sum(qty) as q from orders group by customer_id having max(amount) > 10",
    columns: ["=orders.customer_id", "", "orders.qty"],
    group: "orders.customer_id",
    filter: "orders.amount",
  },
  {
    name: "GROUP BY ALL of an expression",
    sql: "select date_trunc('month', ordered_at) as month, sum(amount) as revenue from orders where status = 'paid' group by all order by 1",
    columns: ["orders.ordered_at", "orders.amount"],
    group: "orders.ordered_at",
    filter: "orders.status",
    order: "orders.ordered_at",
  },
  {
    name: "aggregates with FILTER, DISTINCT and ORDER BY",
    sql: `select sum(amount) filter (where status = 'paid') as a, count(distinct customer_id) as b,
      list(qty order by ordered_at) as c, string_agg(distinct status, ',' order by status) as d from orders`,
    columns: [
      "orders.amount orders.status",
      "orders.customer_id",
      "orders.ordered_at orders.qty",
      "orders.status",
    ],
  },
  {
    name: "arg_max, and first with an order",
    sql: "select arg_max(id, amount) as a, first(qty order by ordered_at) as b, min_by(status, qty) as c from orders",
    columns: ["orders.amount orders.id", "orders.ordered_at orders.qty", "orders.qty orders.status"],
  },
  {
    name: "quantiles and other aggregates with parameters",
    sql: "select quantile_cont(qty, [0.25, 0.5]) as a, mode(status) as b, histogram(qty) as c from orders",
    columns: ["orders.qty", "orders.status", "orders.qty"],
  },
  {
    name: "grouping sets and GROUPING",
    sql: "select status, customer_id, grouping(status) as g, count(*) as n from orders group by grouping sets ((status), (customer_id), ())",
    columns: ["=orders.status?", "=orders.customer_id?", "", ""],
    group: "orders.customer_id orders.status",
  },
  {
    name: "ROLLUP",
    sql: "select region, name, count(*) as n from customers group by rollup (region, name)",
    columns: ["=customers.region?", "=customers.name?", ""],
    group: "customers.name customers.region",
  },
  {
    name: "CUBE",
    sql: "select status, qty, sum(amount) as s from orders group by cube (status, qty)",
    columns: ["=orders.status?", "=orders.qty?", "orders.amount"],
    group: "orders.qty orders.status",
  },
  {
    name: "DISTINCT",
    sql: "select distinct region, upper(name) as name from customers",
    columns: ["=customers.region", "customers.name"],
    group: "customers.name customers.region",
  },
  {
    name: "DISTINCT ON with an order",
    sql: "select distinct on (customer_id) customer_id, qty from orders order by customer_id, ordered_at desc",
    columns: ["=orders.customer_id", "=orders.qty"],
    group: "orders.customer_id",
    order: "orders.customer_id orders.ordered_at",
  },
  {
    name: "PIVOT with IN",
    sql: "pivot (select customer_id, status, qty from orders) on status in ('paid', 'open') using sum(qty) group by customer_id",
    columns: ["=orders.customer_id", "orders.qty orders.status", "orders.qty orders.status"],
    group: "orders.customer_id",
  },
  {
    name: "UNPIVOT, which leaves out nulls",
    sql: "unpivot (select id, customer_id, qty from orders) on customer_id, qty into name what value v",
    columns: ["=orders.id", "", "orders.customer_id orders.qty"],
    filter: "orders.customer_id orders.qty",
  },
];

export const windows: readonly HardStatement[] = [
  {
    name: "a running sum",
    sql: "select id, sum(amount) over (partition by customer_id order by ordered_at) as total from orders",
    columns: ["=orders.id", "orders.amount orders.customer_id orders.ordered_at"],
  },
  {
    name: "a named window with a frame that depends on a column",
    sql: `select first_value(status) over w as a, count(*) over w as b from orders
      window w as (partition by customer_id order by ordered_at rows between qty preceding and current row)`,
    columns: [
      "orders.customer_id orders.ordered_at orders.qty orders.status",
      "orders.customer_id orders.ordered_at orders.qty",
    ],
  },
  {
    name: "a window with FILTER and DISTINCT",
    sql: `select sum(amount) filter (where status = 'paid') over (order by ordered_at) as a,
      count(distinct qty) over (partition by customer_id) as b from orders`,
    columns: ["orders.amount orders.ordered_at orders.status", "orders.customer_id orders.qty"],
  },
  {
    name: "a window with an order of its arguments",
    sql: "select first_value(status order by amount) over (partition by customer_id) as a from orders",
    columns: ["orders.amount orders.customer_id orders.status"],
  },
  {
    name: "lag with an offset, a default, and without nulls",
    sql: "select lag(qty, id, customer_id ignore nulls) over (order by ordered_at) as before from orders",
    columns: ["orders.customer_id orders.id orders.ordered_at orders.qty"],
  },
  {
    name: "QUALIFY",
    sql: "select id, amount from orders qualify row_number() over (partition by customer_id order by ordered_at desc) = 1",
    columns: ["=orders.id", "=orders.amount"],
    filter: "orders.customer_id orders.ordered_at",
  },
  {
    name: "a window over groups",
    sql: "select status, sum(sum(qty)) over (order by max(ordered_at)) as running from orders group by status",
    columns: ["=orders.status", "orders.ordered_at orders.qty"],
    group: "orders.status",
  },
];

export const tableExpressions: readonly HardStatement[] = [
  {
    name: "a chain of CTEs",
    sql: `with a as (select id, qty * 2 as twice from orders where status = 'paid'), b as (select id, twice + 1 as more from a)
      select more from b where id > 3`,
    columns: ["orders.qty"],
    filter: "orders.id orders.status",
  },
  {
    name: "a materialised CTE that is read twice",
    sql: `with a as materialized (select customer_id, sum(qty) as q from orders group by customer_id)
      select x.customer_id, y.q from a x join a y on x.q = y.customer_id`,
    columns: ["=orders.customer_id", "orders.qty"],
    group: "orders.customer_id",
    join: "orders.customer_id orders.qty",
  },
  {
    name: "a CTE that nothing reads",
    sql: "with a as (select * from events where kind = 'buy') select id from orders",
    columns: ["=orders.id"],
  },
  {
    name: "a recursive CTE over a table",
    sql: `with recursive r as (select id, customer_id, status as path from orders where qty = 1
      union all select o.id, o.customer_id, r.path || o.status from r join orders o on o.customer_id = r.id)
      select id, path from r`,
    columns: ["orders.id", "orders.status"],
    filter: "orders.qty",
    join: "orders.customer_id orders.id",
  },
  {
    name: "a recursive CTE whose columns change places",
    sql: `with recursive r(a, b, c) as (select id, qty, customer_id from orders
      union all select b, c, 0 from r where a > 0) select a from r`,
    columns: ["orders.customer_id orders.id orders.qty"],
    filter: "orders.customer_id orders.id orders.qty",
  },
  {
    name: "a recursive CTE without duplicates",
    sql: "with recursive r as (select id from orders union select id + 1 from r where id < 9) select id from r",
    columns: ["orders.id"],
    filter: "orders.id",
    group: "orders.id",
  },
  {
    name: "a recursive CTE with a key",
    sql: `with recursive r(a, b) using key (a) as (select id, qty from orders union select a, b + 1 from r where b < 3)
      select a, b from r`,
    columns: ["orders.id", "orders.qty"],
    filter: "orders.qty",
    group: "orders.id",
  },
  {
    name: "UNION ALL by name",
    sql: "select id, name from customers union all by name select title as name, id from products",
    columns: ["customers.id products.id", "customers.name products.title"],
  },
  {
    name: "UNION by name with columns that one side lacks",
    sql: "select id, name from customers union all by name select id, qty from orders",
    columns: ["customers.id orders.id", "customers.name", "orders.qty"],
  },
  {
    name: "UNION, which removes duplicates",
    sql: "select id from customers union select qty from orders",
    columns: ["customers.id orders.qty"],
    group: "customers.id orders.qty",
  },
  {
    name: "EXCEPT",
    sql: "select id, name from customers except select customer_id, status from orders",
    columns: ["=customers.id", "=customers.name"],
    filter: "customers.id customers.name orders.customer_id orders.status",
    group: "customers.id customers.name",
  },
  {
    name: "INTERSECT ALL",
    sql: "select id from customers intersect all select customer_id from orders",
    columns: ["=customers.id"],
    filter: "customers.id orders.customer_id",
  },
  {
    name: "VALUES joined with a table",
    sql: "select v.y, o.id from (values (1, 'a'), (2, 'b')) v(x, y) join orders o on o.qty = v.x",
    columns: ["", "=orders.id"],
    join: "orders.qty",
  },
  {
    name: "a view of the database",
    sql: "select customer_id, sum(amount) as s from paid group by customer_id",
    columns: ["=orders.customer_id", "orders.amount"],
    filter: "orders.status",
    group: "orders.customer_id",
  },
  {
    name: "a scalar macro and a table macro",
    sql: "select plus_one(id) as a, amount from dearest(3)",
    columns: ["orders.id", "=orders.amount"],
    order: "orders.amount",
  },
  {
    name: "LIMIT by a subquery",
    sql: "select id from customers order by name limit (select max(qty) from orders where status = 'paid')",
    columns: ["=customers.id"],
    filter: "orders.qty orders.status",
    order: "customers.name",
  },
  {
    name: "LIMIT in per cent with an offset",
    sql: "select id from orders order by qty limit 10% offset 2",
    columns: ["=orders.id"],
    order: "orders.qty",
  },
  {
    name: "a sample with a seed, and one without",
    sql: `select a.id, b.name from (select id from orders using sample reservoir(3 rows) repeatable (42)) a,
      (select name from customers tablesample bernoulli(10%)) b`,
    columns: ["=orders.id", "=customers.name"],
    volatile: "sample",
  },
];

export const lists: readonly HardStatement[] = [
  {
    name: "UNNEST of a column: its length decides how many rows there are",
    sql: "select id, unnest(tags) as tag from products",
    columns: ["=products.id", "products.tags"],
    join: "products.tags",
  },
  {
    name: "UNNEST of a list of fixed length",
    sql: "select status, unnest([id, qty]) as v from orders",
    columns: ["=orders.status", "orders.id orders.qty"],
  },
  {
    name: "a lateral UNNEST with ordinality",
    sql: "select p.id, t.tag, t.i from products p, unnest(p.tags) with ordinality t(tag, i)",
    columns: ["=products.id", "products.tags", ""],
    join: "products.tags",
  },
  {
    name: "a lateral UNNEST of a list of fixed length",
    sql: "select o.id, v.x from orders o, unnest([o.qty, o.customer_id]) v(x)",
    columns: ["=orders.id", "orders.customer_id orders.qty"],
  },
  {
    name: "a lateral range",
    sql: "select o.id, r.range from orders o, range(o.qty) r",
    columns: ["=orders.id", "orders.qty"],
    join: "orders.qty",
    functions: "range",
  },
  {
    name: "UNNEST of a struct",
    sql: "select unnest(size) from products",
    columns: ["products.size", "products.size"],
  },
  {
    name: "fields of structs, elements of lists, values of maps",
    sql: "select size.w as a, size['h'] as b, tags[1] as c, stock['x'] as d, {'k': id, 's': size} as e, map {'t': title} as f from products",
    columns: [
      "products.size",
      "products.size",
      "products.tags",
      "products.stock",
      "products.id products.size",
      "products.title",
    ],
  },
  {
    name: "lambdas with captured columns",
    sql: `select list_transform(tags, lambda x: x || title) as a, list_filter([1, 2], lambda x, i: x > i + id) as b,
      list_reduce([id], lambda x, y: x + y, 3) as c from products`,
    columns: ["products.tags products.title", "products.id", "products.id"],
  },
  {
    name: "a lambda in a lambda",
    sql: "select list_transform([[1], [2]], lambda xs: list_transform(xs, lambda x: x + id)) as a from products",
    columns: ["products.id"],
  },
  {
    name: "a list comprehension",
    sql: "select [x || title for x in tags if length(x) > id] as a from products",
    columns: ["products.id products.tags products.title"],
  },
  {
    name: "aggregates of lists",
    sql: "select list_sum([id, 2]) as a, list_sort(tags) as b, len(tags) as c from products",
    columns: ["products.id", "products.tags", "products.tags"],
  },
];

export const expressions: readonly HardStatement[] = [
  {
    name: "CASE, whose conditions decide its value",
    sql: "select case when status = 'paid' then amount when qty > 1 then 0 else id end as a from orders",
    columns: ["orders.amount orders.id orders.qty orders.status"],
  },
  {
    name: "COALESCE, NULLIF and IF",
    sql: "select coalesce(status, 'x') as a, nullif(qty, id) as b, if(qty > 1, id, customer_id) as c from orders",
    columns: ["orders.status", "orders.id orders.qty", "orders.customer_id orders.id orders.qty"],
  },
  {
    name: "casts: to another type, to the same, and TRY_CAST",
    sql: "select qty::bigint as a, qty::integer as b, try_cast(status as integer) as c, amount::decimal(10, 2) as d from orders",
    columns: ["orders.qty", "=orders.qty", "orders.status", "=orders.amount"],
  },
  {
    name: "TRY, BETWEEN, IN and LIKE",
    sql: "select try(qty / id) as a, qty between id and 9 as b, qty in (1, customer_id) as c, status like 'p%' as d from orders",
    columns: [
      "orders.id orders.qty",
      "orders.id orders.qty",
      "orders.customer_id orders.qty",
      "orders.status",
    ],
  },
  {
    name: "intervals",
    sql: "select ordered_at + interval (qty) day as a, ordered_at - interval 1 month as b from orders",
    columns: ["orders.ordered_at orders.qty", "orders.ordered_at"],
  },
  {
    name: "a star with EXCLUDE, REPLACE and RENAME",
    sql: "select * exclude (ordered_at, amount) replace (qty + 1 as qty) rename (status as state) from orders",
    columns: ["=orders.id", "=orders.customer_id", "orders.qty", "=orders.status"],
  },
  {
    name: "COLUMNS with a pattern, and in an expression",
    sql: "select columns('.*id'), max(columns(['amount', 'qty'])) over () from orders",
    columns: ["=orders.id", "=orders.customer_id", "orders.amount", "orders.qty"],
  },
  {
    name: "the alias of another column",
    sql: "select qty * 2 as twice, twice + id as more from orders where twice > 3",
    columns: ["orders.qty", "orders.id orders.qty"],
    filter: "orders.qty",
  },
  {
    name: "constants and volatile functions",
    sql: "select 1 as a, random() as b, now() as c, current_date as d, uuid() as e, age(ordered_at) as f from orders",
    columns: ["", "", "", "", "", "orders.ordered_at"],
    volatile: "age current_date now random uuid",
  },
  {
    name: "a volatile function in a lambda",
    sql: "select list_transform([1], lambda x: x + random()) as a from orders where id > random()",
    columns: [""],
    filter: "orders.id",
    volatile: "random",
  },
  {
    name: "age of two moments, which is not volatile",
    sql: "select age(o.ordered_at, c.signup_at) as a from orders o join customers c using (id)",
    columns: ["customers.signup_at orders.ordered_at"],
    join: "customers.id orders.id",
  },
  {
    name: "rowid",
    sql: "select rowid from orders where rowid > 3",
    columns: ["orders.rowid"],
    filter: "orders.rowid",
  },
  {
    name: "no table at all",
    sql: "select 1 as a, 'x' as b",
    columns: ["", ""],
  },
  {
    name: "a table function with constants",
    sql: "select count(*) as n, max(range) as m from range(3)",
    columns: ["", ""],
    functions: "range",
  },
];

export const hardStatements: readonly HardStatement[] = [
  ...joins,
  ...subqueries,
  ...groups,
  ...windows,
  ...tableExpressions,
  ...lists,
  ...expressions,
];
