import { describe, expect, it } from "vitest";
import { resolveGraph } from "../../../src/graph/resolve-graph.ts";
import { selectNodes } from "../../../src/graph/selection/select-nodes.ts";
import { makeCaseProject } from "./case-projects.ts";
import { hasCases, listNodes, parseCommand, readRows } from "./read-cases.ts";

if (!hasCases) {
  console.warn(
    "SKIPPED: the selector cases of dbt are not here (../shared/cases/selectors beside the repository)",
  );
}

const brokenSelectors: Readonly<Record<string, readonly string[]>> = {
  "graph_selection/test_intersection_syntax.py": ["Q0127"],
  "selectors/test_selector_selector_method.py": ["Q0124"],
};

const fixtures: Readonly<Record<string, string>> = {
  graph_selection: "graph_selection_fixture",
  test_selection: "selection_expansion_fixture",
  selectors: "selector_method_fixture",
};

describe.runIf(hasCases)("selectNodes(graph, request): dbt's own cases", () => {
  const selectors = readRows("selectors");
  const cases = readRows("cases").map((row) => ({ ...row }) as Record<string, string>);

  it("has all 70", () => {
    expect(cases).toHaveLength(70);
  });

  it.each(cases)(
    "$test: $dbt_args",
    ({ source_file: file = "", dbt_args: line = "", expected_nodes: expected = "" }) => {
      const [suite = ""] = file.split("/");
      const rows = readRows(fixtures[suite] ?? "");
      const own = selectors.filter((row) => row.source_file === file);
      const { value: graph, diagnostics } = resolveGraph(makeCaseProject(rows, file, own));
      // dbt reads these selectors, too: one misspells a key, which it does not see, and two refer to each other.
      expect(diagnostics.map((d) => d.code)).toEqual(brokenSelectors[file] ?? []);
      for (const row of rows.filter((one) => one.type === "test:generic")) {
        expect(Object.keys(graph.nodes)).toContain(`test.${row.node}`);
      }

      const command = parseCommand(line);
      const { value, diagnostics: problems } = selectNodes(graph, command.request);
      expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
      const listed = listNodes(graph, value, command, suite === "test_selection");
      expect(listed.sort()).toEqual(expected.split(" ").sort());
    },
  );
});
