import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { registerSecret } from "../../../base/secrets.ts";
import { databaseFile } from "../../../pipeline/open-later.ts";
import type { Loaded } from "../../../pipeline.ts";
import { Shelf } from "../../../serving/store/shelf.ts";
import { stampOf, watchFiles } from "../../../serving/watch-files.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { describeFailure } from "../../describe-failure.ts";
import { packInChild } from "../../features/pack-in-child.ts";
import { openProject } from "../../open-project.ts";
import { renderMany } from "../../render/numbers.ts";
import { onInterrupt } from "../../signals.ts";
import type { Terminal } from "../../terminal.ts";

const defaults = { host: "127.0.0.1", port: 8765 };

/** What `quern features serve` does: packs, listens, and packs again after each build, until it is interrupted. */
export async function featuresServe(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, directory } = invocation;
  const loaded = await openProject(invocation);
  const host = options.host ?? defaults.host;
  const token = options.token || loaded.environment.QUERN_TOKEN || undefined;
  if (token !== undefined) registerSecret(token);
  const { startServer } = await import("../../../serving/http/server.ts");
  const { requireSafeHost } = await import("../../../serving/http/access.ts");
  requireSafeHost(host, token);
  const files = watchedFiles(loaded);
  const since = stampOf(files);
  const interrupt = onInterrupt(() => terminal.say("ending"));
  const shelf = new Shelf();
  let fresh = true;
  const onFault = async (error: unknown) => terminal.report([await describeFailure(error, directory)]);
  const refresh = async (): Promise<boolean> => {
    const { packs, diagnostics } = await packInChild(loaded, {
      script: process.argv[1] ?? "",
      options,
      signal: interrupt.signal,
      isServing: shelf.all().length > 0,
    });
    terminal.report(diagnostics);
    fresh = false;
    if (packs) shelf.replace(packs.map(({ file }) => file));
    fresh = packs !== undefined;
    return fresh;
  };
  try {
    terminal.progress("packing features");
    if (!(await refresh())) return interrupt.signal.aborted ? 0 : 1;
    requireSomething(shelf);
    const server = await startServer(shelf, {
      host,
      port: options.port ?? defaults.port,
      ...(token !== undefined && { token }),
      isFresh: () => fresh,
      onFault,
    });
    announce(shelf, server.address, terminal);
    const watch = watchFiles(files, () => refreshAndTell(refresh, shelf, { terminal, onFault }), { since });
    await untilAborted(interrupt.signal);
    await watch.stop();
    await server.close();
    return 0;
  } finally {
    interrupt.release();
    shelf.close();
  }
}

/** A build changes the file or what is written ahead of it. */
function watchedFiles(loaded: Loaded): readonly string[] {
  const file = databaseFile(loaded);
  return file === undefined ? [] : [file, `${file}.wal`];
}

function requireSomething(shelf: Shelf): void {
  if (shelf.all().length > 0) return;
  throw new DiagnosticError([
    diagnose("Q1273", { set: "the project", reason: "it declares no feature view" }),
  ]);
}

function announce(shelf: Shelf, address: string, terminal: Terminal): void {
  const sets = shelf.all().map(({ content }) => ({ set: content.set.name, entities: content.rows }));
  if (terminal.json) {
    terminal.printJson({ kind: "serving", address, sets });
    return;
  }
  for (const { set, entities } of sets) terminal.say(`${set}: ${renderMany(entities, "entity", "entities")}`);
  terminal.print(`serving at ${address}/features (Ctrl-C ends)`);
}

async function refreshAndTell(
  refresh: () => Promise<boolean>,
  shelf: Shelf,
  { terminal, onFault }: { readonly terminal: Terminal; readonly onFault: (error: unknown) => Promise<void> },
): Promise<boolean> {
  const before = new Set(shelf.all());
  try {
    const succeeded = await refresh();
    for (const pack of shelf.all()) {
      if (before.has(pack)) continue;
      const { set, rows, moments } = pack.content;
      if (terminal.json) terminal.printJson({ kind: "replaced", set: set.name, entities: rows });
      else
        terminal.say(
          `${set.name}: ${renderMany(rows, "entity", "entities")}, as of ${moments.filter(Boolean).sort().at(-1) ?? "never"}`,
        );
    }
    return succeeded;
  } catch (error) {
    await onFault(error);
    return false;
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
