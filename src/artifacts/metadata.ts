import { version } from "../base/version.ts";

/** Heads every artifact. A reader refuses a `schema` it does not know. */
export interface ArtifactMetadata {
  /** Name and version of the shape: `quern/manifest/1`. Raised when a reader of the one before would go wrong. */
  readonly schema: string;
  readonly quernVersion: string;
  /** ISO, UTC. */
  readonly generatedAt: string;
  /** One a command; the run's id where it was a run. */
  readonly invocationId: string;
  readonly project: string;
  readonly target: string;
}

/** What the command that writes artifacts knows of itself. */
export interface ArtifactContext {
  /** Absolute path of `target/`. */
  readonly folder: string;
  readonly invocationId: string;
  readonly project: string;
  readonly target: string;
  readonly now: Date;
}

/** The kinds of artifacts, with the version of their shape. */
export const artifactSchemas = {
  manifest: "quern/manifest/1",
  run_results: "quern/run_results/1",
  catalog: "quern/catalog/1",
  sources: "quern/sources/1",
  lineage: "quern/lineage/1",
} as const;

export type ArtifactName = keyof typeof artifactSchemas;

/** Fills the head of an artifact. */
export function metadataOf(name: ArtifactName, context: ArtifactContext): ArtifactMetadata {
  return {
    schema: artifactSchemas[name],
    quernVersion: version,
    generatedAt: context.now.toISOString(),
    invocationId: context.invocationId,
    project: context.project,
    target: context.target,
  };
}
