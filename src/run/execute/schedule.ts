import pLimit from "p-limit";

export interface Scheduled<Id extends string> {
  readonly id: Id;
  /** Items of the list, earlier ones, that end first. */
  readonly waitsFor: readonly Id[];
}

/**
 * Starts each item once those it waits for have ended, at most `limit` at a time, the earlier in the list first. `start` is told the
 * item that stands in its way, where one it waits for ended with `false` or was itself in such a way; what it does then takes no slot.
 * Resolves when all have ended; rejects with the first rejection, once what runs has ended.
 */
export async function schedule<Id extends string>(
  items: readonly Scheduled<Id>[],
  limit: number,
  start: {
    /** @returns whether what waits for the item may run. */
    readonly run: (id: Id) => Promise<boolean>;
    readonly skip: (id: Id, because: Id) => void;
    /** True where the item takes no time and no slot; `run` is not called, and what waits for it may go on. */
    readonly passes: (id: Id) => boolean;
  },
): Promise<void> {
  const limited = pLimit(limit);
  const waiting = new Map<Id, number>();
  const dependents = new Map<Id, Id[]>();
  const because = new Map<Id, Id>();
  for (const { id, waitsFor } of items) {
    waiting.set(id, waitsFor.length);
    for (const other of waitsFor) {
      const list = dependents.get(other);
      if (list) list.push(id);
      else dependents.set(other, [id]);
    }
  }
  let running = 0;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let failure: { readonly error: unknown } | undefined;

  /** Ends an item, and whatever ends with it; a list and no recursion, since chains may be long. */
  function advance(ready: Id[]): void {
    for (let next = 0; next < ready.length; next++) {
      const id = ready[next] as Id;
      const blocker = because.get(id);
      if (blocker !== undefined) start.skip(id, blocker);
      else if (!start.passes(id)) {
        launch(id);
        continue;
      }
      ready.push(...release(id, blocker));
    }
  }

  function release(id: Id, blocker: Id | undefined): Id[] {
    const free: Id[] = [];
    for (const dependent of dependents.get(id) ?? []) {
      if (blocker !== undefined && !because.has(dependent)) because.set(dependent, blocker);
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      if (left === 0) free.push(dependent);
    }
    return free;
  }

  function launch(id: Id): void {
    running += 1;
    limited(() => (failure ? Promise.resolve(false) : start.run(id)))
      .then((ok) => {
        if (!failure) advance(release(id, ok ? undefined : id));
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        running -= 1;
        if (running === 0) end();
      });
  }

  advance(items.filter(({ waitsFor }) => waitsFor.length === 0).map(({ id }) => id));
  // Not a race of them all, which would cost the square of their number.
  if (running > 0) await ended;
  if (failure) throw failure.error;
}
