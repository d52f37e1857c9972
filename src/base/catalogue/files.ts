import { didYouMean, entry } from "./entry.ts";

/** Q00xx: files and the shapes of YAML. */
export const fileMessages = {
  Q0001: entry<{ directory: string }>({
    message: ({ directory }) => `no project.yml in ${directory} or above it`,
    hint: () => "run `quern init DIR` to make a project, or pass --project-dir",
  }),
  Q0002: entry<{ key: string; where: string; suggestion?: string; known: readonly string[] }>({
    message: ({ key, where, suggestion }) => `unknown key "${key}" in ${where}${didYouMean(suggestion)}`,
    hint: ({ known }) => `known keys: ${known.join(", ")}`,
  }),
};
