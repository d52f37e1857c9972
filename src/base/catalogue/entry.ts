/** One message of the catalogue: what is said, with typed parameters, and what to do about it. */
export interface CatalogueEntry<P> {
  readonly severity?: "error" | "warning";
  readonly message: (parameters: P) => string;
  readonly hint?: (parameters: P) => string | undefined;
}

/** Declares an entry, fixing the type of its parameters. */
export function entry<P = Record<string, never>>(definition: CatalogueEntry<P>): CatalogueEntry<P> {
  return definition;
}

/** Renders `— did you mean "x"?` for the closest candidate, or nothing. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? "" : ` — did you mean "${suggestion}"?`;
}
