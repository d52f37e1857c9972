/** A project with features of every type: events, states, a related entity, and a set over them at one moment for entities 1 to 60. */
export const everyType: Readonly<Record<string, string>> = {
  "project.yml": `name: every_type
target: dev
vars: {t: "2025-04-01", seed: 1}
targets:
  dev: {type: duckdb, path: target/every.duckdb}
`,
  // A few have nothing before the moment; customers above 50 have nothing at all.
  "models/fct_events.sql": `select
  i as event_id,
  (hash(i, {{var "seed"}}) % 50 + 1)::bigint as customer_id,
  timestamp '2025-01-01' + to_microseconds((hash(i, 2) % 15000000000000)::bigint) as happened,
  case when hash(i, 3) % 5 > 0 then ((hash(i, 4) % 100000) / 100)::decimal(12, 2) end as amount,
  9007199254740000 + (hash(i, 5) % 100000)::bigint as big,
  date '2020-01-01' + (hash(i, 6) % 2000)::integer as day,
  case when hash(i, 7) % 3 > 0 then hash(i, 8) % 2 = 0 end as flag,
  case hash(i, 9) % 5 when 0 then null when 1 then 'it''s "odd", {"a": 1}' when 2 then '' else 'é' || chr(10) || hash(i, 10) % 4 end as word,
  case hash(i, 11) % 9 when 0 then 'nan'::double else (hash(i, 12) % 1000000) / 7 end as measure,
  {'a': (hash(i, 13) % 9)::integer, 'b': case when hash(i, 14) % 2 = 0 then 'x' end, 'c': [1.50::decimal(5, 2), null]} as part
from range(400) t(i)
`,
  "models/dim_profiles.sql": `select (i % 45 + 1)::bigint as customer_id,
  timestamp '2025-01-01' + to_hours((hash(i, 20) % 4000)::bigint) as since,
  case when i % 7 > 0 then 'country' || i % 3 end as country,
  interval '1 day' * (i % 5) as wait
from range(90) t(i)
`,
  "models/stg_members.sql": `select (i % 48 + 1)::bigint as customer_id, 'home ' || hash(i, 30) % 12 as home,
  timestamp '2025-01-01' + to_hours((hash(i, 31) % 4000)::bigint) as joined
from range(80) t(i)
`,
  "models/fct_spends.sql": `select 'home ' || hash(i, 40) % 14 as home_id, timestamp '2025-01-01' + to_hours((hash(i, 41) % 4000)::bigint) as happened,
  (hash(i, 42) % 1000)::integer as spent
from range(100) t(i)
`,
  "models/spine.sql": `select i as customer_id, timestamp '{{var "t"}}' as moment from range(1, 61) t(i)
`,
  "features/features.yml": `entities:
  - name: customer
    key: customer_id
    joins:
      - {to: home, from: stg_members, timestamp: joined, foreign_key: {home_id: home}}
  - {name: home, key: home_id}
features:
  - name: events
    description: What customers do.
    entity: customer
    from: fct_events
    timestamp: happened
    as_of: '{{var "t"}}'
    features:
      - {name: events, agg: count, windows: [7d, 30d, lifetime], description: How many there were.}
      - {name: amount, agg: sum, column: amount, windows: [30d, lifetime], default: 0, unit: KRW}
      - {name: mean_amount, agg: mean, column: amount, windows: [1mo]}
      - {name: biggest, agg: max, column: big, windows: [90d]}
      - {name: total, agg: sum, column: big}
      - {name: last_day, agg: last, column: day}
      - {name: first_at, agg: first, column: happened}
      - {name: last_flag, agg: last, column: flag}
      - {name: last_word, agg: last, column: word}
      - {name: top_word, agg: mode, column: word, windows: [60d]}
      - {name: last_measure, agg: last, column: measure}
      - {name: last_part, agg: last, column: part}
      - {name: words, agg: list_last_k, column: word, k: 4}
      - {name: days, agg: count_distinct, column: day}
      - {name: recency_days, agg: days_since_last}
      - {name: share, agg: share, by: flag, values: {yes: true}, windows: [90d]}
      - {name: per_event, expr: "amount_30d / nullif(events_30d, 0)"}
      - {name: weekday, expr: "dayname(as_of)"}
  - name: profile
    entity: customer
    from: dim_profiles
    valid_from: since
    as_of: '{{var "t"}}'
    features:
      - {name: country, column: country, default: "'nowhere'"}
      - {name: wait, column: wait}
  - name: spends
    entity: home
    from: fct_spends
    timestamp: happened
    as_of: '{{var "t"}}'
    features:
      - {name: spent, agg: sum, column: spent, windows: [60d], default: 0}
      - {name: spends, agg: count, windows: [60d]}
feature_sets:
  - name: everything
    entity: customer
    spine: {model: spine, as_of: moment}
    features:
      - events.*
      - profile.*
      - spends.*
      - {name: label_like, expr: "country || ' ' || events_30d"}
      - {name: twice, expr: "label_like || '/' || spends_60d"}
`,
};
