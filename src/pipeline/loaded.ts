import type { Graph } from "../graph/types.ts";
import type { Json, Project, TargetConfig } from "../project/definitions.ts";

export interface ProjectRequest {
  /** Absolute path of the folder of project.yml. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Name of a target; the project's default where absent. */
  readonly target?: string;
  /** On top of the project's. */
  readonly vars?: Readonly<Record<string, Json>>;
  /** Whether what was parsed before may be used for unchanged files. Default true. */
  readonly cache?: boolean;
  readonly now?: Date;
}

/** A project that has been read and resolved, with what the later verbs need to know of it. */
export interface Loaded {
  readonly root: string;
  readonly project: Project;
  readonly graph: Graph;
  readonly target: TargetConfig;
  /** The project's, with the given ones on top. */
  readonly vars: Readonly<Record<string, Json>>;
  readonly givenVars: Readonly<Record<string, Json>>;
  /** The process's environment over the project's `.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** False where nothing that was found out before may be used. */
  readonly cache: boolean;
}
