import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** Who writes a database, kept beside it as `<file>.holder.json` while it is open for writing. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
  readonly startedAt: string;
}

/**
 * Leaves a note of this process beside the database, for others to name while they wait.
 *
 * @returns a function that takes the note away.
 */
export function writeHolder(database: string): () => void {
  const holder: Holder = { pid: process.pid, command: commandLine(), startedAt: new Date().toISOString() };
  const file = holderFile(database);
  try {
    writeFileSync(file, `${JSON.stringify(holder)}\n`);
  } catch {
    // The note is a courtesy: a folder that takes no new file does not stop a build.
    return () => undefined;
  }
  return () => rmSync(file, { force: true });
}

/** Names the process that holds a database: by its note where that is of the process, otherwise as the engine names it. */
export function describeHolder(database: string, pid: number, program: string): string {
  const holder = findHolder(database);
  if (holder?.pid !== pid) return `${program} (process ${pid})`;
  return `\`${holder.command}\` (process ${pid}, since ${holder.startedAt})`;
}

function findHolder(database: string): Holder | undefined {
  try {
    const data: unknown = JSON.parse(readFileSync(holderFile(database), "utf8"));
    return isHolder(data) ? data : undefined;
  } catch {
    // No note, or one half written: the caller falls back to the process id.
    return undefined;
  }
}

function isHolder(data: unknown): data is Holder {
  return (
    typeof data === "object" &&
    data !== null &&
    typeof (data as Holder).pid === "number" &&
    typeof (data as Holder).command === "string" &&
    typeof (data as Holder).startedAt === "string"
  );
}

function holderFile(database: string): string {
  return `${database}.holder.json`;
}

/** `quern build --select x`: the program's name and its arguments. Values are left out, since they may hold secrets. */
function commandLine(): string {
  const [, script = "", command] = process.argv;
  const name = (script.split(/[\\/]/).at(-1) ?? "").replace(/\.[cm]?js$/, "");
  const program = name === "" || name === "cli" ? "quern" : name;
  return command === undefined || command.startsWith("-") || /[^a-z-]/.test(command)
    ? program
    : `${program} ${command}`;
}
