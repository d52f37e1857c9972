/** What the command line of the benchmark asks for. */
export interface BenchRequest {
  readonly suites: readonly string[];
  readonly runs: number;
  /** Scale of the shop. */
  readonly scale: number;
  /** Scratch folder, outside version control. */
  readonly folder: string;
}

/** Reads `[SUITE ...] [--runs N] [--scale N]`; without a suite all of them run. Throws on anything else. */
export function readRequest(argv: readonly string[], known: readonly string[], folder: string): BenchRequest {
  const suites: string[] = [];
  const numbers = { runs: 3, scale: 1 };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const option = word.replace(/^--/, "");
    if (word.startsWith("--") && (option === "runs" || option === "scale"))
      numbers[option] = Number(argv[++i]);
    else if (known.includes(word)) suites.push(word);
    else
      throw new Error(
        `unknown argument "${word}"; suites: ${known.join(", ")}; options: --runs N, --scale N`,
      );
  }
  return { suites: suites.length ? suites : known, ...numbers, folder };
}
