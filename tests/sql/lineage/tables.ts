/** The tables that the hard statements read. */
export const tables = `
  create table customers (id integer, name varchar, region varchar, signup_at date);
  create table orders (id integer, customer_id integer, ordered_at timestamp, amount decimal(10, 2), qty integer, status varchar);
  create table products (id integer, title varchar, tags varchar[], size struct(w integer, h integer), stock map(varchar, integer));
  create table events (customer_id integer, kind varchar, happened timestamp, value integer);
  create schema other;
  create table other.rates (day date, rate double);
  create macro plus_one(x) as x + 1;
  create macro dearest(n) as table select id, amount from orders order by amount desc limit n;
  create view paid as select id, customer_id, amount from orders where status = 'paid';
`;
