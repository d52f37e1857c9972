import { Agent, type ClientRequestArgs, request } from "node:http";

/** What a server is asked, and how often. */
export interface Load {
  readonly address: string;
  readonly set: string;
  /** Keys are whole numbers below this. */
  readonly entities: number;
  /** 1: GET of one key; more: POST of so many. */
  readonly keys: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Seconds before that, which are not counted. */
  readonly warmUp: number;
}

/** Milliseconds from the time a request was due until its answer had come in whole. */
export interface Latencies {
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly bytes: number;
}

/**
 * Asks a server at a fixed rate, whether it answers or not: a request that waits for those before it counts its waiting, as a user's would. A
 * process of its own. Usage: node load.js LOAD; prints `Latencies` as JSON.
 */
async function run(load: Load): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(load.address);
  const target: ClientRequestArgs = { agent, hostname, port };
  const interval = 1000 / load.perSecond;
  const early = load.warmUp * load.perSecond;
  const count = early + load.seconds * load.perSecond;
  const latencies: number[] = [];
  let [failed, bytes, ended] = [0, 0, 0];
  const start = performance.now() + 100;
  return new Promise((resolve) => {
    const end = (index: number, isGood: boolean) => {
      if (index >= early) latencies.push(performance.now() - start - index * interval);
      if (!isGood) failed += 1;
      ended += 1;
      if (ended === count) resolve(summarize(latencies, failed, bytes / count));
    };
    const ask = (index: number) => {
      const asked = request({ ...target, ...askFor(load) }, (response) => {
        response.on("data", (part: Buffer) => {
          bytes += part.length;
        });
        response.on("end", () => end(index, response.statusCode === 200));
      });
      asked.on("error", () => end(index, false));
      asked.end(
        load.keys === 1
          ? undefined
          : JSON.stringify({ keys: Array.from({ length: load.keys }, () => draw(load)) }),
      );
    };
    let next = 0;
    const tick = () => {
      const passed = performance.now() - start;
      while (next < count && next * interval <= passed) ask(next++);
      // A timer is a millisecond late at times: the last bit is waited for awake.
      if (next < count && next * interval - passed > 1.5) setTimeout(tick, 1);
      else if (next < count) setImmediate(tick);
    };
    tick();
  });
}

function askFor(load: Load): ClientRequestArgs {
  return load.keys === 1
    ? { path: `/features/${load.set}/${draw(load)}` }
    : { method: "POST", path: `/features/${load.set}`, headers: { "content-type": "application/json" } };
}

const draw = ({ entities }: Load): number => Math.floor(Math.random() * entities);

function summarize(latencies: readonly number[], failed: number, bytes: number): Latencies {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { requests: sorted.length, failed, p50: at(0.5), p99: at(0.99), most: at(1), bytes };
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2] as string) as Load)));
process.exit();
