import type { OptionName, Options } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** 0 fine, 1 something failed, 2 wrong use, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

export type CommandName =
  | "init"
  | "demo"
  | "build"
  | "run"
  | "test"
  | "check"
  | "retry"
  | "ls"
  | "show"
  | "compile"
  | "lineage"
  | "freshness"
  | "gc"
  | "clean"
  | "doctor"
  | "features list"
  | "features get"
  | "features serve"
  | "features pack"
  | "features stats"
  | "features drift"
  | "features correlations"
  | "features versions";

/** Commands under one word: `quern features get`. It lives in `commands/GROUP/index.ts`, and each of its commands in a file beside it. */
export interface CommandGroup {
  readonly name: string;
  /** One line, in the list of commands. */
  readonly summary: string;
  /** Their names are of two words, the group's first. */
  readonly commands: readonly Command[];
}

/**
 * A command as data: what the help says of it. It lives in `commands/NAME.ts` and is listed once in `commands/index.ts`; what it does lives in
 * `actions/NAME.ts` and is listed once in `actions/index.ts`; its `--help` is a golden file.
 */
export interface Command {
  readonly name: CommandName;
  readonly aliases?: readonly string[];
  /** One line, in the list of commands. */
  readonly summary: string;
  /** What a user would get wrong, below the summary in the command's own help. */
  readonly details?: string;
  readonly arguments?: readonly CommandArgument[];
  /** Beside the common ones, which every command takes. */
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
}

export interface CommandArgument {
  /** `DIR`; required unless `optional`. */
  readonly name: string;
  readonly description: string;
  readonly optional?: boolean;
  /** The last one: takes all words that are left. */
  readonly repeated?: boolean;
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
