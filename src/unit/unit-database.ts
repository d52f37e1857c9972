import type { Session, Warehouse } from "../adapters/adapter.ts";

/** A database in memory for unit tests, opened when the first one runs. Each test has it to itself. */
export interface UnitDatabase {
  /** Does the work in an empty database, after the work before. */
  readonly use: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  readonly interrupt: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Prepares to open the engine. Close it in a `finally`.
 *
 * @param furnish puts into each database what every statement may count on
 */
export function openUnitDatabase(
  open: () => Promise<Warehouse>,
  furnish: (session: Session) => Promise<void>,
): UnitDatabase {
  let opened: Promise<{ readonly warehouse: Warehouse; readonly session: Session }> | undefined;
  let session: Session | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let count = 0;
  const connect = () => {
    opened ??= open().then(async (warehouse) => {
      session = await warehouse.connect();
      return { warehouse, session };
    });
    return opened;
  };
  return {
    use(work) {
      const done = tail.then(async () => {
        const connection = await connect();
        count += 1;
        return inOwnDatabase(connection.session, `quern_unit_${count}`, async (own) => {
          await furnish(own);
          return work(own);
        });
      });
      tail = done.catch(() => undefined);
      return done;
    },
    interrupt: () => session?.interrupt(),
    close: async () => {
      await tail;
      const connection = await opened?.catch(() => undefined);
      await connection?.warehouse.close();
    },
  };
}

/** A new attached database takes half a millisecond, a new engine ten. */
async function inOwnDatabase<T>(
  session: Session,
  name: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  await session.run(`attach ':memory:' as ${name}; use ${name}`);
  try {
    return await work(session);
  } finally {
    await session.run("use memory");
    const others = await session.rows(
      "select database_name as name from duckdb_databases() where not internal and database_name <> 'memory'",
    );
    for (const other of others) await session.run(`detach "${String(other.name).replaceAll('"', '""')}"`);
  }
}
