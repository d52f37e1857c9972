/** Watches for Ctrl-C (and SIGTERM, SIGHUP) while something runs that can be rolled back. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back: Ctrl-C then ends the process as usual. */
  readonly release: () => void;
}

/**
 * The first signal aborts, so that the run can roll back; the second ends the process at once, as the signal does by itself: an orderly exit
 * would wait for what the engine still computes.
 */
export function onInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  const release = () => {
    for (const name of signals) process.off(name, handle);
  };
  const handle = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      release();
      process.kill(process.pid, name);
      return;
    }
    onFirst();
    controller.abort();
  };
  for (const name of signals) process.on(name, handle);
  return { signal: controller.signal, release };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
