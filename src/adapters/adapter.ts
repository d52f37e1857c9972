import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";

/**
 * An engine, in four narrow roles: connect (`open`, `connect`), inspect (`relations`, `columns`, `describe`), run (`run`, `rows`), and its
 * dialect. To add one: a folder `adapters/NAME/` that exports an `Adapter`, one line in `adapters/registry.ts`, one entry in the test
 * matrix. Errors are thrown as `EngineError`, with the engine's own words and the statement.
 */
export interface Adapter {
  readonly dialect: Dialect;
  /** Opens the database, waiting for another writer up to `lockTimeout` seconds; `onWait` is called once with the holder. */
  open(options: OpenOptions): Promise<Warehouse>;
}

export interface OpenOptions {
  /** Absolute path of a file, ":memory:", or a URL. */
  readonly location: string;
  readonly readOnly?: boolean;
  /** Seconds; 0 fails at once. */
  readonly lockTimeout?: number;
  readonly onWait?: (holder: string) => void;
  /** Worker threads of the engine. */
  readonly engineThreads?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly extensions?: readonly string[];
  /**
   * Relative paths that statements read count from here. What they write does not (COPY knows no search path): a statement that writes says
   * `getvariable('project_folder') || 'exports/x.csv'`.
   */
  readonly baseFolder: string;
}

/** An open database. Close it in a `finally`. */
export interface Warehouse {
  readonly dialect: Dialect;
  connect(): Promise<Session>;
  /** Begins to move what was written into the warehouse's file, while others read; closing waits for it, and is quick then. */
  startFlush(): void;
  /** Closes every session and the database. */
  close(): Promise<void>;
}

export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | readonly Value[]
  | { readonly [key: string]: Value };
/**
 * Values as plain data: whole numbers of any width as numbers, beyond 2^53 as text; DECIMAL as text; NaN and the infinities as the text
 * that `Number()` reads; DATE, TIME, TIMESTAMP, INTERVAL as the engine's own text (`2024-01-31 12:00:00`, TIMESTAMPTZ in UTC with `+00`);
 * lists as arrays, structs and maps as objects.
 */
export type Row = Readonly<Record<string, Value>>;

/**
 * Rows as columns. What a value of each type is in JavaScript, out and in: whole numbers are numbers, beyond 2^53 bigints; DECIMAL is a number,
 * the nearest one; FLOAT and DOUBLE are numbers, NaN and the infinities among them; DATE and the TIMESTAMPs are Dates (a DATE its midnight in
 * UTC; what is finer than a millisecond is cut off); BLOB is bytes; lists are arrays, structs objects, maps objects by the key's text,
 * unions `{tag: value}`; TIME, INTERVAL, UUID, ENUM, BIT and JSON are text, as is every other type. NULL is null.
 */
export interface ColumnBatch {
  readonly rows: number;
  /** In the order of the columns. */
  readonly columns: readonly ArrayLike<unknown>[];
}

/** One connection; statements on it run one after another. */
export interface Session {
  /** Runs one or more statements; returns the rows changed by the last, where the engine says. */
  run(sql: string): Promise<{ readonly rowsChanged: number }>;
  rows(sql: string): Promise<readonly Row[]>;
  /**
   * Reads the rows of a SELECT in batches of about `size` rows, as they come: memory holds one of them. A statement given to the session meanwhile
   * waits until all are read or the reader stops. `columns` is told with each batch; a SELECT without rows gives one batch without rows.
   */
  readBatches(
    select: string,
    size: number,
  ): AsyncIterable<ColumnBatch & { readonly names: readonly string[]; readonly types: readonly string[] }>;
  /**
   * Adds rows to a table, in the order of its columns. Takes what a type's values are read as, and besides: null for undefined, text for DECIMAL
   * and for dates and times (`2024-01-31 12:00:00`), a Map for a map. Anything else is an `UnfitValueError`: nothing is rounded to
   * another day, cut off or wrapped around.
   */
  appendBatches(relation: Relation, batches: AsyncIterable<ColumnBatch>): Promise<number>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Stops the running statement, which then fails with an EngineError whose `interrupted` is true. */
  interrupt(): void;
  close(): void;

  /** Makes the folder that a statement is going to write a file into. `path` counts from the base folder. */
  makeFolderFor(path: string): Promise<void>;
  /**
   * Puts a written file or folder in its place, and removes what was there and what failed builds have left beside it (`.new-*-NAME`).
   * Paths count from the base folder.
   */
  publishFiles(from: string, to: string): Promise<void>;

  /** Tables and views of the schemas (all user schemas where absent), without columns. */
  relations(schemas?: readonly string[]): Promise<readonly RelationInfo[]>;
  /** Columns of a relation in order; empty where it does not exist. */
  columns(relation: Relation): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** Names and types of a SELECT's result, without running it. */
  describe(select: string): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /**
   * A hash of the statement's parse tree without positions, comments and white space, and whether it calls a volatile function (now, random, ...);
   * null where the engine cannot parse it.
   */
  canonical(select: string): Promise<{ readonly hash: string; readonly volatile: boolean } | null>;
  /** The same for many statements, in order; a fraction of the time of asking one by one. */
  canonicalAll(
    selects: readonly string[],
  ): Promise<readonly ({ readonly hash: string; readonly volatile: boolean } | null)[]>;
}

export interface RelationInfo {
  readonly relation: Relation;
  readonly kind: "table" | "view";
  /** Where the engine knows it. */
  readonly rows?: number;
}

/** A value that a column cannot hold. */
export class UnfitValueError extends Error {
  /** Index of the column. */
  readonly column: number;
  /** Counted from 0, over all batches. */
  readonly row: number;
  readonly value: unknown;
  readonly type: string;

  constructor(reason: string, details: { column: number; row: number; value: unknown; type: string }) {
    super(reason);
    this.name = "UnfitValueError";
    this.column = details.column;
    this.row = details.row;
    this.value = details.value;
    this.type = details.type;
  }
}

/** What the engine refused, in its own words. `position` is a character offset into `sql`, where the engine says one. */
export class EngineError extends Error {
  readonly sql: string;
  readonly position: number | undefined;
  readonly interrupted: boolean;
  readonly category: string;

  constructor(
    message: string,
    details: { sql: string; position?: number | undefined; interrupted?: boolean; category?: string },
  ) {
    super(message);
    this.name = "EngineError";
    this.sql = details.sql;
    this.position = details.position;
    this.interrupted = details.interrupted ?? false;
    this.category = details.category ?? "";
  }
}
