import { setImmediate, setTimeout } from "node:timers/promises";

/** Turns of long work beside something that it must not hold up. */
export interface SpareTime {
  /** A rest, where the work has had its turn; undefined where it may go on. */
  readonly rest: () => Promise<unknown> | undefined;
  /** From now on nobody is held up: rests are only as long as others take that have something to do. */
  readonly hurry: () => void;
}

/** Milliseconds of a turn, and of the rest after it, while something must not be held up. */
const gentle = { turn: 3, rest: 9 };

/** Milliseconds of a turn when nothing is held up. */
const hurriedTurn = 10;

export function openSpareTime(): SpareTime {
  let hurried = false;
  let start = performance.now();
  const since = async (rest: Promise<unknown>) => {
    await rest;
    start = performance.now();
  };
  return {
    rest: () => {
      if (performance.now() - start < (hurried ? hurriedTurn : gentle.turn)) return undefined;
      return since(hurried ? setImmediate() : setTimeout(gentle.rest));
    },
    hurry: () => {
      hurried = true;
    },
  };
}

/** Of work that holds up nobody. */
export function ownTime(): SpareTime {
  const time = openSpareTime();
  time.hurry();
  return time;
}
