import type { Materialization } from "./types.ts";

/** Nothing: the SELECT is inlined where it is read. */
export const ephemeral: Materialization = () => ({ value: [], diagnostics: [] });
