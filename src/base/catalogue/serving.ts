import { didYouMean, entry } from "./entry.ts";

/** Q1265 to Q1279: current features, on the command line and over HTTP. */
export const servingMessages = {
  Q1265: entry<{ name: string; known: readonly string[]; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown entity "${name}"${didYouMean(suggestion)}`,
    hint: ({ known }) =>
      known.length > 0
        ? `entities of the project: ${list(known)}`
        : "declare `entities:` and `features:` first",
  }),
  Q1266: entry<{ name: string; known: readonly string[]; suggestion?: string; entity?: string }>({
    message: ({ name, suggestion, entity }) =>
      `${entity ? `${entity} has no` : "unknown"} feature view or set "${name}"${didYouMean(suggestion)}`,
    hint: ({ known }) =>
      known.length > 0 ? `there are: ${list(known)}` : "no feature view is declared or built",
  }),
  Q1267: entry<{ where: string; columns: readonly string[]; given: number }>({
    message: ({ where, columns, given }) =>
      `${where}: the key is ${columns.join(", ")}: ${columns.length} ${columns.length === 1 ? "value" : "values"}, not ${given}`,
    hint: ({ columns }) =>
      columns.length > 1
        ? `over HTTP write /${columns.map((name) => `{${name}}`).join(",")} in a URL, and a list or an object in a body`
        : undefined,
  }),
  Q1268: entry<{ where: string; column: string; type: string; value: string; expected: string }>({
    message: ({ where, column, type, value, expected }) =>
      `${where}: ${value} is no ${column}: ${type} takes ${expected}`,
  }),
  Q1269: entry<{ where: string; set: string; name: string; suggestion?: string }>({
    message: ({ where, set, name, suggestion }) =>
      `${where}: ${set} has no feature "${name}"${didYouMean(suggestion)}`,
    hint: () => "GET /features lists the features of each set",
  }),
  Q1270: entry<{ where: string; problem: string }>({
    message: ({ where, problem }) => `${where}: ${problem}`,
    hint: () => "GET /openapi.json says what is taken",
  }),
  Q1271: entry<{ host: string }>({
    message: ({ host }) => `${host} can be reached from other machines: serving there needs a token`,
    hint: () => "set QUERN_TOKEN (or give --token), or leave out --host to serve this machine alone",
  }),
  Q1272: entry<{ host: string; port: number; reason: string }>({
    message: ({ host, port, reason }) => `cannot listen on ${host}:${port}: ${reason}`,
    hint: () => "choose another --port; 0 takes any that is free",
  }),
  Q1273: entry<{ set: string; reason: string }>({
    message: ({ set, reason }) => `${set} cannot be served: ${reason}`,
  }),
  Q1274: entry<{ set: string; key: string }>({
    message: ({ set, key }) =>
      `${set} has more than one row for ${key}: which of them is current cannot be told`,
    hint: () => "the table was changed by something else than `quern build`: build it again with --force",
  }),
  Q1275: entry<{ method: string; path: string; known: readonly string[] }>({
    message: ({ method, path }) => `nothing answers ${method} ${path}`,
    hint: ({ known }) => `there are: ${known.join(", ")}`,
  }),
  Q1276: entry<{ problem: "no token" | "a wrong token" | "another host" }>({
    message: ({ problem }) =>
      problem === "another host"
        ? "without a token only requests to this machine's own name are answered"
        : `the request has ${problem}`,
    hint: ({ problem }) =>
      problem === "another host"
        ? "ask for localhost, or serve with a token"
        : "send the header `Authorization: Bearer TOKEN`",
  }),
  Q1277: entry<{ what: string; limit: string }>({
    message: ({ what, limit }) => `${what} is too large: the most is ${limit}`,
    hint: () => "send several requests",
  }),
  Q1278: entry<{ path: string }>({
    message: ({ path }) => `${path} is not whole, or of another version`,
    hint: () => "delete it: `quern features serve` makes it again",
  }),
  Q1279: entry<{ reason: string }>({
    message: ({ reason }) => `the request failed: ${reason}`,
    hint: () => "what was served before is still served; the terminal of the server says more",
  }),
};

function list(names: readonly string[]): string {
  return names.length > 12
    ? `${names.slice(0, 12).join(", ")}, and ${names.length - 12} more`
    : names.join(", ");
}
