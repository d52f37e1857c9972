import { resolve } from "node:path";
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from "../base/diagnostic.ts";
import type { StateContext } from "../graph/selection/state.ts";
import type { NodeId, NodeKind } from "../graph/types.ts";
import type { Loaded } from "../pipeline.ts";
import { selectFrom } from "../pipeline.ts";
import type { Invocation } from "./command.ts";
import type { Options } from "./options.ts";
import { readStateContext } from "./state-context.ts";

/**
 * The nodes that the selection options choose; all of them where none is given. A selection that is not understood is wrong use; one that
 * chooses nothing is only worth a warning.
 */
export async function selectByOptions(
  loaded: Loaded,
  { options, terminal, directory }: Invocation,
  defaults: { readonly kinds?: readonly NodeKind[] } = {},
): Promise<ReadonlySet<NodeId>> {
  const kinds = (options.resourceType as readonly NodeKind[] | undefined) ?? defaults.kinds;
  const { value, diagnostics } = selectFrom(
    loaded,
    {
      ...(options.select && { select: options.select }),
      ...(options.exclude && { exclude: options.exclude }),
      ...(options.selector !== undefined && { selector: options.selector }),
      ...(kinds && { resourceTypes: kinds }),
      ...(options.excludeResourceType && {
        excludeResourceTypes: options.excludeResourceType as readonly NodeKind[],
      }),
      ...(options.indirectSelection && { indirectSelection: options.indirectSelection }),
    },
    await findStateContext(loaded, options, directory),
  );
  if (hasErrors(diagnostics)) throw new WrongSelectionError(diagnostics);
  const nothing = value.size === 0 && diagnostics.length === 0 && describeRequest(options) !== "";
  terminal.report(
    nothing ? [...diagnostics, diagnose("Q0706", { request: describeRequest(options) })] : diagnostics,
  );
  return value;
}

/** What `state:`, `result:` and `source_status:` compare with; read only where a selector asks for it. */
async function findStateContext(
  loaded: Loaded,
  options: Options,
  directory: string,
): Promise<StateContext | undefined> {
  const words = [...(options.select ?? []), ...(options.exclude ?? [])].join(" ");
  const yaml = loaded.graph.selectors.length > 0 ? JSON.stringify(loaded.graph.selectors) : "";
  const asks = (method: string) => words.includes(`${method}:`) || yaml.includes(method);
  const needs = { state: asks("state"), result: asks("result"), sourceStatus: asks("source_status") };
  const folder = options.state === undefined ? undefined : resolve(directory, options.state);
  // A YAML selector that is not asked for must not fail for want of an artifact; --state says that one is at hand.
  const wanted = folder === undefined ? { ...needs, result: words.includes("result:") } : needs;
  if (!wanted.state && !wanted.result && !wanted.sourceStatus) return undefined;
  return readStateContext(loaded, folder, wanted);
}

/** What was asked for cannot be understood: exit code 2, whatever the codes of the problems. */
export class WrongSelectionError extends DiagnosticError {
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics);
    this.name = "WrongSelectionError";
  }
}

function describeRequest(options: Options): string {
  const parts = [
    options.select && `--select ${options.select.join(" ")}`,
    options.exclude && `--exclude ${options.exclude.join(" ")}`,
    options.selector && `--selector ${options.selector}`,
    options.resourceType && `--resource-type ${options.resourceType.join(" ")}`,
    options.excludeResourceType && `--exclude-resource-type ${options.excludeResourceType.join(" ")}`,
  ];
  return parts.filter(Boolean).join(" ");
}
