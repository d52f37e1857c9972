import type { OptionName, Options } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** 0 fine, 1 something failed, 2 wrong use, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/**
 * A command as data. It lives in `commands/NAME.ts`, is listed once in `commands/index.ts`, and its `--help` is a golden file. What it needs
 * is imported inside `run`, so that `quern --help` reads little.
 */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, in the list of commands. */
  readonly summary: string;
  /** What a user would get wrong, below the summary in the command's own help. */
  readonly details?: string;
  readonly arguments?: readonly CommandArgument[];
  /** Beside the common ones, which every command takes. */
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  readonly run: (invocation: Invocation) => Promise<ExitCode>;
}

export interface CommandArgument {
  /** `DIR`; required unless `optional`. */
  readonly name: string;
  readonly description: string;
  readonly optional?: boolean;
}

export interface Invocation {
  /** Positional words, as given. */
  readonly words: readonly string[];
  readonly options: Options;
  readonly terminal: Terminal;
  /** The environment of the process; a project's `.env` is added when it is read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** The moment the command began. */
  readonly now: Date;
}
