/**
 * What the generated types tell the package. `target/types` augments it, so that `ref("...")` knows the project's nodes without an import:
 *
 * @example declare module "quern" { interface Register { nodes: Nodes; sources: Sources } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by augmentation, which only an interface takes.
export interface Register {}

/** Rows by the name that `ref` takes. Any name, with any columns, where no types have been generated. */
export type RegisteredNodes = Registered<"nodes">;

/** Rows by `source.table`, as `source` takes them apart. */
export type RegisteredSources = Registered<"sources">;

type Registered<Key extends string> = Register extends { readonly [K in Key]: infer Tables }
  ? Tables
  : { readonly [name: string]: { readonly [column: string]: unknown } };
