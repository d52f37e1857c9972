import type { Span } from "../base/span.ts";
import type { DependencyCall, Json } from "./definitions.ts";
import type { TypeScriptFacts } from "./typescript/facts.ts";

/** What a Handlebars SQL template, or a model in TypeScript, says without being run. The text itself stays on disk. */
export interface TemplateFacts {
  readonly file: string;
  /** Hash of the text. */
  readonly hash: string;
  /** Static `ref` and `source` calls, in order of appearance, those of partials not included. */
  readonly dependencies: readonly DependencyCall[];
  readonly vars: readonly { readonly name: string; readonly hasDefault: boolean; readonly span: Span }[];
  readonly envs: readonly { readonly name: string; readonly hasDefault: boolean; readonly span: Span }[];
  /** Partials (`{{> x}}`) and macro functions (`{{x ...}}`) called. */
  readonly macros: readonly {
    readonly name: string;
    readonly span: Span;
    readonly partial: boolean;
    /** A name alone (`{{x}}`), which may also be a value that only rendering knows. */
    readonly bare?: boolean;
  }[];
  /** `{{config ...}}` of the file, literal values only. */
  readonly config: Readonly<Record<string, Json>>;
  readonly configSpans: Readonly<Record<string, Span>>;
  /** True where `{{#if incremental}}` or `this` occurs, so that an incremental model renders differently when its table exists. */
  readonly usesIncremental: boolean;
  readonly usesThis: boolean;
  /** A ref or source whose arguments are not literal: the template has to be rendered to know its dependencies. */
  readonly dynamic: boolean;
  /** Of a macro: its `{{params ...}}`. */
  readonly parameters?: readonly {
    readonly name: string;
    readonly default?: Json;
    readonly required: boolean;
  }[];
  /** Of a model in TypeScript. */
  readonly typescript?: TypeScriptFacts;
}
