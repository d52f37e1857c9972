import type { Json, Project, TypeScriptMacro } from "../project/definitions.ts";
import type { Dialect } from "../sql/dialect.ts";

/** Everything that compiling reads besides the graph. Files, clock and TypeScript come in from the edge as functions and values. */
export interface CompileOptions {
  readonly dialect: Dialect;
  readonly target: {
    readonly name: string;
    readonly type: string;
    readonly schema: string;
    readonly database?: string;
  };
  /** Variables of project.yml with those of `--vars` on top. */
  readonly vars: Readonly<Record<string, Json>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly macros: Project["macros"];
  /** The text of a file of the project. */
  readonly readText: (file: string) => string;
  /**
   * Calls a function of `macros/*.ts` with the call's positional arguments; where the call names arguments (`a=1`), an object of
   * them comes last. Throws what the function throws.
   */
  readonly callMacro: (macro: TypeScriptMacro, args: readonly unknown[]) => string;
  /** Start of the run. */
  readonly now: Date;
  /** Refs and sources with an event time are filtered to the last `seconds` before `now`. */
  readonly sample?: { readonly seconds: number };
  /** Refs and sources give no rows: only shapes are built. */
  readonly empty?: boolean;
  /** Statements are for the binder: sources behind paths and ephemeral nodes are tables of their own (`boundRelation`), nothing is inlined. */
  readonly binding?: boolean;
}
