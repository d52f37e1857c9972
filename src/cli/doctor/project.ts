import { resolve } from "node:path";
import { hasErrors } from "../../base/diagnostic.ts";
import { type Loaded, loadGraph } from "../../pipeline.ts";
import { findProjectRoot } from "../../project/find-project-root.ts";
import type { CheckUpRequest, Finding } from "./check-up.ts";

/** Reads the project and resolves its graph. */
export async function checkProject(
  request: CheckUpRequest,
): Promise<{ readonly finding: Finding; readonly loaded?: Loaded }> {
  const root = findProjectRoot(resolve(request.directory, request.projectDir ?? "."));
  if (root === undefined)
    return {
      finding: {
        subject: "project",
        state: "warning",
        detail: "no project.yml here or above",
        hint: "run it in a project, or pass --project-dir, to check the project too",
      },
    };
  const { target, vars, environment } = request;
  const { value, diagnostics } = await loadGraph({
    root,
    environment,
    vars,
    ...(target && { target }),
    cache: false,
  });
  const count = (severity: "error" | "warning") => diagnostics.filter((d) => d.severity === severity).length;
  if (value === undefined || hasErrors(diagnostics))
    return {
      finding: {
        subject: "project",
        state: "failed",
        detail: `${root}: ${count("error")} errors, the first: ${diagnostics.find((d) => d.severity === "error")?.message ?? ""}`,
        hint: "`quern ls` prints all of them with their places",
      },
    };
  const nodes = Object.values(value.graph.nodes);
  const tests = nodes.filter((node) => node.kind === "test").length;
  const warnings = count("warning");
  return {
    finding: {
      subject: "project",
      state: warnings > 0 ? "warning" : "ok",
      detail: `${value.graph.name}: ${nodes.length - tests} nodes, ${tests} tests${warnings > 0 ? `, ${warnings} warnings` : ""}`,
    },
    loaded: value,
  };
}
