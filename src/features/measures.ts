import type { Part } from "./parts.ts";
import type { Duration } from "./types.ts";

/** A part within a window: one aggregate, however many columns are made of it. */
export interface Measure {
  readonly name: string;
  readonly part: Part;
  /** Null: lifetime. */
  readonly window: Duration | null;
  /** Column of the rows that says which of them count. */
  readonly where?: string;
}

export interface Measures {
  /** The name under which a part comes; the same for the same part, window and condition. */
  of(part: Part, window: Duration | null, where: string | undefined): string;
  all(): readonly Measure[];
}

export function createMeasures(): Measures {
  const measures = new Map<string, Measure>();
  return {
    of: (part, window, where) => {
      const identity = JSON.stringify([part, window, where]);
      const name = `quern_p${measures.size}`;
      const found = measures.get(identity) ?? { name, part, window, ...(where !== undefined && { where }) };
      measures.set(identity, found);
      return found.name;
    },
    all: () => [...measures.values()],
  };
}
