import { entry } from "./entry.ts";

/** Q05xx: the engine and its file. */
export const engineMessages = {
  Q0501: entry<{ path: string; holder: string; seconds: number }>({
    message: ({ path, holder, seconds }) =>
      seconds > 0 ? `${path} is still held by ${holder} after ${seconds} s` : `${path} is held by ${holder}`,
    hint: () =>
      "DuckDB lets one process write: wait for it to end, stop it, or give it longer with --lock-timeout",
  }),
  Q0502: entry<{ path: string }>({
    message: ({ path }) => `${path} is not a DuckDB database`,
    hint: () => "move the file away, or give the target another path",
  }),
  Q0503: entry<{ path: string; version: string }>({
    message: ({ path, version }) =>
      `${path} was written by a newer DuckDB than ${version}, which cannot read it`,
    hint: () => "update quern, or export the database with the newer DuckDB and import it here",
  }),
  Q0504: entry<{ path: string; action: "read" | "write" }>({
    message: ({ path, action }) => `no permission to ${action} ${path}`,
    hint: () => "check the owner and the mode of the file and of its folder",
  }),
  Q0505: entry<{ path: string }>({
    message: ({ path }) => `there is no database at ${path} yet`,
    hint: () => "`quern build` makes it",
  }),
  Q0506: entry<{ name: string; value: string }>({
    message: ({ name, value }) => `DuckDB does not take the setting ${name} = ${value}`,
    hint: () => "the settings it knows: select name, description from duckdb_settings()",
  }),
  Q0507: entry<{ name: string }>({
    message: ({ name }) => `the DuckDB extension "${name}" cannot be loaded`,
    hint: () => "an extension is downloaded once: check its name and the way to extensions.duckdb.org",
  }),
  Q0508: entry<{ type: string; target?: string }>({
    message: ({ type, target }) =>
      `this version builds on DuckDB; ${target === undefined ? "a target" : `the target "${target}"`} of type ${type} cannot be built on yet`,
    hint: () => "choose a target of type duckdb, with `target:` in project.yml or --target",
  }),
  Q0509: entry<{ path: string }>({
    message: ({ path }) => `the database ${path} cannot be opened`,
  }),
  Q0510: entry<{ platform: string }>({
    message: ({ platform }) => `DuckDB's library for ${platform} cannot be loaded`,
    hint: () => "install again without --omit=optional and without copying node_modules from another machine",
  }),
  Q0511: entry<{ path: string }>({
    message: ({ path }) => `${path} is open for reading in this process and cannot be opened for writing`,
    hint: () => "close the readers first",
  }),
  Q0512: entry<{ folder: string }>({
    message: ({ folder }) => `the project's folder has a comma in its path: ${folder}`,
    hint: () =>
      "DuckDB takes the comma for the end of one search path and the start of another: rename the folder",
  }),
};
