import { statSync } from "node:fs";

export interface Watch {
  /** Looks no more, and waits for what is being done. */
  readonly stop: () => Promise<void>;
}

export interface WatchOptions {
  /** As `stampOf` gave it before what is there now was read: a change since then counts. */
  readonly since: string;
  /** Milliseconds between two looks. */
  readonly every?: number;
  /** Milliseconds until what has failed is tried again. */
  readonly retryAfter?: number;
}

/**
 * Does something whenever files have changed, one time after another, and again where it has failed; `work` says whether it has not. A look is one
 * question to the system for each file: nothing is read.
 */
export function watchFiles(
  files: readonly string[],
  work: () => Promise<boolean>,
  { since, every = 1000, retryAfter = 10_000 }: WatchOptions,
): Watch {
  let seen = since;
  let running: Promise<void> | undefined;
  let notBefore = 0;
  const look = () => {
    if (running || Date.now() < notBefore) return;
    const now = stampOf(files);
    if (now === seen) return;
    running = work().then((succeeded) => {
      if (succeeded) seen = now;
      else notBefore = Date.now() + retryAfter;
      running = undefined;
    });
  };
  const timer = setInterval(look, every);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** What changes with the files: their sizes and times, and whether they are there. */
export function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : "none";
    })
    .join("\n");
}
