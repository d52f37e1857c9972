import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { makeFolder, quern } from "../cli/support.ts";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const project = makeFolder({
  "project.yml": "name: macros\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: ':memory:'}\n",
});

beforeAll(() => cpSync(join(repository, "macros"), join(project, "macros"), { recursive: true }));

describe("{{> sessionize}}", () => {
  const events = `(select * from (values
    ('a', timestamp '2025-01-01 10:00:00', 'e1'),
    ('a', timestamp '2025-01-01 10:30:00', 'e2'),
    ('a', timestamp '2025-01-01 11:00:01', 'e3'),
    ('a', timestamp '2025-01-01 11:00:01', 'e4'),
    ('b', timestamp '2025-01-01 10:00:00', 'e5')
  ) as rows(device_key, occurred_at, event_key)) as events`;
  const show = (parameters: string) =>
    rowsOf(`select event_key, session_sequence, dense_rank() over (order by device_key, session_started_at) as number,
      count(distinct session_id) over () as sessions
      from ({{> sessionize events="${events}"${parameters}}}) as found order by event_key`);

  it("starts a session after a silence longer than the timeout, on each device", async () => {
    expect(await show("")).toEqual([
      { event_key: "e1", session_sequence: 1, number: 1, sessions: 3 },
      { event_key: "e2", session_sequence: 2, number: 1, sessions: 3 },
      { event_key: "e3", session_sequence: 1, number: 2, sessions: 3 },
      { event_key: "e4", session_sequence: 2, number: 2, sessions: 3 },
      { event_key: "e5", session_sequence: 1, number: 3, sessions: 3 },
    ]);
  });

  it("takes another timeout", async () => {
    const rows = await show(' timeout="31 minutes"');
    expect(rows.map((row) => row.session_sequence)).toEqual([1, 2, 3, 4, 1]);
  });
});

describe("{{> attribute_customer}}", () => {
  it("gives an event the customer of the nearest identified event of its device, within the window", async () => {
    const events = `(select * from (values
      ('a', timestamp '2025-01-01', 'e1', null),
      ('a', timestamp '2025-02-20', 'e2', null),
      ('a', timestamp '2025-03-01', 'e3', 7),
      ('a', timestamp '2025-03-03', 'e4', null),
      ('a', timestamp '2025-03-10', 'e5', null),
      ('a', timestamp '2025-03-12', 'e6', 8),
      ('b', timestamp '2025-03-01', 'e7', null)
    ) as rows(device_key, occurred_at, event_key, known_customer_id)) as events`;
    const rows = await rowsOf(
      `select event_key, identity_method, customer_id from ({{> attribute_customer events="${events}"}}) as found order by event_key`,
    );
    expect(rows.map((row) => [row.event_key, row.identity_method, row.customer_id])).toEqual([
      ["e1", "unresolved", null],
      ["e2", "after", 7],
      ["e3", "observed", 7],
      ["e4", "before", 7],
      ["e5", "after", 8],
      ["e6", "observed", 8],
      ["e7", "unresolved", null],
    ]);
  });
});

describe("{{> is_bot}}", () => {
  it("knows robots that name themselves, and holds a missing user agent against nobody", async () => {
    const rows = await rowsOf(`select {{> is_bot user_agent="agent"}} as found from (values
      ('Mozilla/5.0 (compatible; Googlebot/2.1)'), ('HeadlessChrome/120.0'), ('Mozilla/5.0 (iPhone)'), (null)
    ) as agents(agent)`);
    expect(rows.map((row) => row.found)).toEqual([true, true, false, false]);
  });
});

describe("parseTimestamp(text, zone)", () => {
  it("reads every format of our senders as UTC, and nothing else", async () => {
    const rows =
      await rowsOf(`select strftime({{parseTimestamp "sent" "zone"}}, '%Y-%m-%d %H:%M:%S.%g') as utc from (values
      ('2024-03-05T10:11:12.345+09:00', 'UTC'),
      ('2024-03-05 01:11:12Z', 'Asia/Seoul'),
      ('2024/03/05 10:11:12', 'Asia/Seoul'),
      ('2024/07/05 10:11:12', 'America/New_York'),
      ('2024/07/05 10:11:12', 'Australia/Sydney'),
      ('1709601072345', 'Asia/Seoul'),
      ('yesterday', 'Asia/Seoul')
    ) as times(sent, zone)`);
    expect(rows.map((row) => row.utc)).toEqual([
      "2024-03-05 01:11:12.345",
      "2024-03-05 01:11:12.000",
      "2024-03-05 01:11:12.000",
      "2024-07-05 14:11:12.000",
      "2024-07-05 00:11:12.000",
      "2024-03-05 01:11:12.345",
      null,
    ]);
  });
});

describe("toLocal(utc, zone)", () => {
  it("gives the wall clock of the zone, usual or not, in summer and in winter", async () => {
    const rows = await rowsOf(`select strftime({{toLocal "utc" "zone"}}, '%m-%d %H:%M') as local from (values
      (timestamp '2024-01-15 12:00', 'Europe/London'), (timestamp '2024-07-15 12:00', 'Europe/London'),
      (timestamp '2024-07-15 23:00', 'Asia/Seoul'), (timestamp '2024-07-15 12:00', 'Asia/Kolkata')
    ) as times(utc, zone)`);
    expect(rows.map((row) => row.local)).toEqual([
      "01-15 12:00",
      "07-15 13:00",
      "07-16 08:00",
      "07-15 17:30",
    ]);
  });
});

describe("surrogateKey(...columns)", () => {
  it("tells null from empty text and columns from one another", async () => {
    const rows = await rowsOf(`select count(distinct {{surrogateKey "a" "b"}}) as keys from (values
      (null, 'x'), ('', 'x'), ('x', null), ('x', ''), ('x', '')
    ) as rows(a, b)`);
    expect(rows).toEqual([{ keys: 4 }]);
  });
});

async function rowsOf(query: string): Promise<readonly Record<string, unknown>[]> {
  const { code, out, err } = await quern(project, "show", "--inline", query, "--limit", "0", "--json");
  expect(code, out + err).toBe(0);
  return JSON.parse(out) as readonly Record<string, unknown>[];
}
