import type { Command } from "../../command.ts";

/** `quern features serve`: answers over HTTP. */
export const featuresServeCommand: Command = {
  name: "features serve",
  summary: "answer for current features over HTTP",
  details: [
    "GET /features/{set}/{key} and POST /features/{set} answer for a feature view, or for a feature set from all its views at once; GET /features lists them, GET /openapi.json describes them.",
    "The values are those of the tables that `quern build` has published, packed into files of target/serving; when a build publishes, they are packed again and replaced all at once. The warehouse is not held meanwhile.",
    "Only this machine is answered. Another --host needs a token: QUERN_TOKEN, sent as `Authorization: Bearer TOKEN`. Ctrl-C answers what has come in, and ends.",
  ].join("\n"),
  options: ["port", "host", "token", "lockTimeout"],
  examples: [
    "quern features serve",
    "QUERN_TOKEN=... quern features serve --host 0.0.0.0 --port 8080",
    "curl http://127.0.0.1:8765/features/orders/123",
  ],
};
