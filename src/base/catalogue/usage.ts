import { didYouMean, entry } from "./entry.ts";

/** Q07xx: the command line. */
export const usageMessages = {
  Q0701: entry<{ problem: string; suggestion?: string; command: string; advice?: string }>({
    message: ({ problem, suggestion }) => `${problem}${didYouMean(suggestion)}`,
    hint: ({ command, advice }) => `${advice ? `${advice}; ` : ""}\`${command} --help\` says what is known`,
  }),
  Q0702: entry<{ directory: string }>({
    message: ({ directory }) => `${directory} is not empty`,
    hint: () => "name a new or empty folder: nothing of yours is ever overwritten",
  }),
  Q0703: entry<{ name: string; known: readonly string[]; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown target "${name}"${didYouMean(suggestion)}`,
    hint: ({ known }) =>
      known.length > 0 ? `targets of project.yml: ${known.join(", ")}` : "project.yml declares no target",
  }),
  Q0704: entry<{ option: string; value: string; expected: string }>({
    message: ({ option, value, expected }) => `${option} "${value}" is not ${expected}`,
  }),
  Q0705: entry<{ text: string; reason: string }>({
    message: ({ text, reason }) => `--vars ${JSON.stringify(text)} cannot be read: ${reason}`,
    hint: () => `write --vars churn_days=30, --vars '{churn_days: 30}' or JSON; the option may be repeated`,
  }),
  Q0706: entry<{ request: string }>({
    severity: "warning",
    message: ({ request }) => `nothing is selected by ${request}`,
    hint: () => "`quern ls` takes the same options and lists the nodes",
  }),
  Q0707: entry<{ summary: string; log: string | undefined }>({
    message: ({ summary }) => `internal error: ${summary}`,
    hint: ({ log }) =>
      `this is a fault of quern, not of your project${log ? `; please report it with ${log}` : "; please report it"}`,
  }),
  Q0708: entry<{ path: string; maker: string }>({
    message: ({ path }) => `${path} does not exist`,
    hint: ({ maker }) => `${maker} writes it`,
  }),
  Q0709: entry<{ path: string; reason: string }>({
    message: ({ path, reason }) => `${path} cannot be read: ${reason}`,
    hint: () => "an artifact of another version is not read; `quern build` writes it again",
  }),
  Q0710: entry<{ node: string; kind: string }>({
    message: ({ node, kind }) =>
      `${node} has no rows to show: it is ${/^[aeio]/.test(kind) ? "an" : "a"} ${kind.replace("_", " ")}`,
    hint: () => "name a model, seed, snapshot, source or test",
  }),
  Q0711: entry<{ node: string; relation: string }>({
    message: ({ node, relation }) => `${node} is not built: ${relation} does not exist`,
    hint: ({ node }) => `run \`quern build --select +${node.replace(/^\w+\./, "")}\``,
  }),
  Q0712: entry<{ path: string; reason: string }>({
    message: ({ path, reason }) => `${path} is left as it is: ${reason}`,
  }),
  Q0713: entry<{ found: string; needed: string }>({
    message: ({ found, needed }) => `Node ${found} is too old: quern needs ${needed}`,
    hint: () => "install a current Node from https://nodejs.org",
  }),
  Q0714: entry<{ path: string; reason: string }>({
    message: ({ path, reason }) => `${path} cannot be written: ${reason}`,
  }),
  Q0715: entry<{ first: string; second: string }>({
    message: ({ first, second }) => `${first} and ${second} cannot be given together`,
  }),
  Q0716: entry<{ name: string; found: string; suggestion?: string }>({
    message: ({ name, found, suggestion }) => `"${name}" names ${found}${didYouMean(suggestion)}`,
    hint: () => "give the name of one node, as `quern ls` prints it",
  }),
  Q0717: entry<{ reason: string }>({
    message: ({ reason }) => `the query failed: ${reason}`,
  }),
  Q0718: entry<{ node: string; kind: string }>({
    message: ({ node, kind }) =>
      `${node} has no statement: it is ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`,
    hint: () => "name a model, seed, snapshot or test",
  }),
};
