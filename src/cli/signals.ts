/** Watches for Ctrl-C (and SIGTERM, SIGHUP) while something runs that can be rolled back. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back: Ctrl-C then ends the process as usual. */
  readonly release: () => void;
}

/** The first signal aborts, so that the run can roll back; the second ends the process at once, with exit code 130. */
export function onInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(130);
    onFirst();
    controller.abort();
  };
  for (const name of signals) process.on(name, handle);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, handle);
    },
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
