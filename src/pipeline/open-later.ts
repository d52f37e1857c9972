import { existsSync, mkdirSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Session, Warehouse } from "../adapters/adapter.ts";
import { findAdapter } from "../adapters/registry.ts";
import type { RunListener } from "../run/types.ts";
import type { Loaded } from "./loaded.ts";

/** A warehouse that is opened when it is first needed. */
export interface Connection {
  readonly warehouse: () => Promise<Warehouse>;
  /** One session for planning and looking around. */
  readonly session: () => Promise<Session>;
  readonly isOpen: () => boolean;
  readonly close: () => Promise<void>;
}

export interface OpenRequest {
  readonly lockTimeout?: number;
  readonly listener?: RunListener;
  readonly readOnly?: boolean;
  /** A dry run makes no database: where there is none yet, an empty one in memory stands in. */
  readonly dryRun?: boolean;
}

/** Prepares to open the target's warehouse. Close it in a `finally`. */
export function openLater(loaded: Loaded, request: OpenRequest): Connection {
  let warehouse: Promise<Warehouse> | undefined;
  let session: Promise<Session> | undefined;
  const open = () => {
    warehouse ??= openWarehouse(loaded, request);
    return warehouse;
  };
  return {
    warehouse: open,
    session: () => {
      session ??= open().then((opened) => opened.connect());
      return session;
    },
    isOpen: () => warehouse !== undefined,
    close: async () => {
      // A warehouse that could not be opened has told its caller; there is nothing to close.
      const opened = await warehouse?.catch(() => undefined);
      await opened?.close();
    },
  };
}

async function openWarehouse({ root, target }: Loaded, request: OpenRequest): Promise<Warehouse> {
  const adapter = await findAdapter(target.type, target);
  if (target.type !== "duckdb") return adapter.open({ location: target.url, baseFolder: root });
  const file = databaseFile({ root, target });
  const standIn = file === undefined || ((request.dryRun || request.readOnly) && !existsSync(file));
  if (!standIn) mkdirSync(join(file, ".."), { recursive: true });
  return adapter.open({
    location: standIn ? ":memory:" : file,
    ...(request.readOnly && !standIn && { readOnly: true }),
    lockTimeout: request.lockTimeout ?? 300,
    onWait: (holder) => request.listener?.({ kind: "waiting", holder }),
    settings: target.settings,
    extensions: target.extensions,
    baseFolder: root,
  });
}

/** Absolute path of the target's database file; undefined where it is in memory or behind a URL. */
export function databaseFile({ root, target }: Pick<Loaded, "root" | "target">): string | undefined {
  if (target.type !== "duckdb" || target.path === ":memory:") return undefined;
  return isAbsolute(target.path) ? target.path : join(root, target.path);
}
