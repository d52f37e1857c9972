import { afterAll } from "vitest";
import { start } from "../support.ts";

/** What `quern features serve --json` says in one line. */
interface Line {
  readonly kind: string;
  readonly address?: string;
  readonly set?: string;
}

/** Starts `quern features serve` in a folder and waits until it listens; ended when the test file ends. */
export async function serveIn(folder: string, words: readonly string[] = [], environment = {}) {
  const running = start(folder, ["features", "serve", "--port", "0", "--json", ...words], environment);
  afterAll(() => running.child.kill("SIGKILL"));
  const lines = () =>
    running
      .output()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  const waitFor = async (isIt: (line: Line) => boolean, from = 0): Promise<Line> => {
    for (;;) {
      const found = lines().slice(from).find(isIt);
      if (found) return found;
      if (running.child.exitCode !== null) throw new Error(JSON.stringify(await running.ended));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const { address = "" } = await waitFor(({ kind }) => kind === "serving");
  const json = async (path: string, body?: unknown): Promise<unknown> => {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    return (await fetch(address + path, body === undefined ? {} : init)).json();
  };
  return { ...running, lines, waitFor, address, json };
}
