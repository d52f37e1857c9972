import type { Outcome } from "../base/diagnostic.ts";
import type { DependencyCall, Json, Project, TypeScriptMacro } from "../project/definitions.ts";
import type { TemplateFacts } from "../project/template-facts.ts";
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
  /** Calls the function of a query model in TypeScript; undefined where it fails, which the diagnostics say. */
  readonly buildQuery: (template: TemplateFacts, request: QueryRequest) => Outcome<BuiltQuery | undefined>;
  /** Start of the run. */
  readonly now: Date;
  /** Refs and sources with an event time are filtered to the last `seconds` before `now`. */
  readonly sample?: { readonly seconds: number };
  /** Refs and sources give no rows: only shapes are built. */
  readonly empty?: boolean;
  /** Statements are for the binder: sources behind paths and ephemeral nodes are tables of their own (`boundRelation`), nothing is inlined. */
  readonly binding?: boolean;
  /** The clock of a unit test stands: current values are those of `now`, whatever moment a view names. */
  readonly clockStands?: boolean;
  /** Moments that move from run to run stand still: what is only checked is the same in each run. */
  readonly timeless?: boolean;
}

/** What a query is built with. */
export interface QueryRequest extends Pick<CompileOptions, "vars" | "target"> {
  readonly incremental: boolean;
  /** SQL of the model's own relation. */
  readonly self: string;
  /** SQL of a ref or source; undefined after reporting why there is none. */
  readonly reference: (call: DependencyCall) => string | undefined;
}

/** A query as SQL, and what its function looked at. */
export interface BuiltQuery {
  readonly text: string;
  /** Variables by name, as JSON. */
  readonly vars: Readonly<Record<string, string>>;
  readonly readsIncremental: boolean;
}
