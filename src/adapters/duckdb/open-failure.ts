import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";

/** Why a database could not be opened: someone holds it, or something the user can repair. */
export type OpenFailure =
  | { readonly kind: "held"; readonly pid: number; readonly program: string; readonly cause: string }
  | { readonly kind: "refused"; readonly diagnostic: Diagnostic };

/** Reads DuckDB's words for a failed open. `path` is how the user is told of the file. */
export function parseOpenFailure(
  message: string,
  path: string,
  readOnly: boolean,
  version: string,
): OpenFailure {
  const held = /Conflicting lock is held in (.*?) ?\(PID (\d+)\)/.exec(message);
  if (held !== null) {
    const program = held[1]?.split(/[\\/]/).at(-1) || "a process";
    return { kind: "held", pid: Number(held[2]), program, cause: message };
  }
  if (/Could not set lock on file/.test(message)) {
    return { kind: "held", pid: 0, program: "another process", cause: message };
  }
  return { kind: "refused", diagnostic: refusal(message, path, readOnly, version) };
}

function refusal(message: string, path: string, readOnly: boolean, version: string): Diagnostic {
  const place = { cause: message };
  if (/not a valid DuckDB database file|Is a directory/.test(message))
    return diagnose("Q0502", { path }, place);
  if (/with version number|newer version of DuckDB|storage version/i.test(message)) {
    return diagnose("Q0503", { path, version }, place);
  }
  if (/Permission denied|Read-only file system|Operation not permitted/.test(message)) {
    return diagnose("Q0504", { path, action: readOnly ? "read" : "write" }, place);
  }
  if (/database does not exist|No such file or directory/.test(message)) {
    return diagnose("Q0505", { path }, place);
  }
  return diagnose("Q0509", { path }, place);
}
