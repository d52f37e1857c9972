import type { Span } from "../../base/span.ts";
import type { TemplateFacts } from "../template-facts.ts";

/** What a template's facts hold beside them where the model is written in TypeScript. */
export interface TypeScriptFacts {
  readonly kind: "query" | "rows";
  readonly name: string;
  /** The way from the module to the model: the export, then the place in a list or the key in a record. */
  readonly path: readonly string[];
  /** Hash of the bundle that holds it (target/cache/models). */
  readonly bundle: string;
  /** Where `model` is called. */
  readonly span: Span;
  /** rows: the declared columns, in order. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
}

/** What reading a file of models gives. */
export interface ModelsFile {
  readonly models: readonly (TemplateFacts & { readonly typescript: TypeScriptFacts })[];
  /** Absolute paths of the file and of what it imports, packages not included. */
  readonly inputs: readonly string[];
  /** Variables and properties of the target that the models' functions have looked at, with their values. */
  readonly read: Readonly<Record<string, string>>;
}
