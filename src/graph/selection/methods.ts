import { isFeatureNode, isRelationNode } from "../node-kinds.ts";
import type { Graph, Node } from "../types.ts";
import { compareVersions } from "../versions.ts";
import { findByConfig } from "./match-config.ts";
import { findByName } from "./match-name.ts";
import { findByState, stateValues } from "./match-state.ts";
import type { MethodName } from "./method-names.ts";
import type { SearchIndex } from "./search-index.ts";
import type { StateContext } from "./state.ts";
import { compilePath, compilePattern, hasWildcard } from "./wildcard.ts";

/** One criterion's question to a method. */
export interface Query {
  readonly value: string;
  /** What follows the method's dot. */
  readonly path: readonly string[];
  readonly graph: Graph;
  readonly index: SearchIndex;
  readonly state: StateContext;
}

/** The nodes that match; or which values there are; or what is missing to answer. */
export type Answer =
  | Iterable<Node>
  | { readonly known: readonly string[] }
  | { readonly needs: string }
  | { readonly wrong: string };

export interface Method {
  readonly find: (query: Query) => Answer;
  /** Values that exist, for suggesting one where nothing matched. */
  readonly values?: (query: Query) => Iterable<string>;
}

/** Finds nodes of a kind by NAME or PACKAGE.NAME. */
function byKindAndName(kind: "exposure" | "feature_view" | "training_set"): Method {
  const what = { exposure: "an exposure", feature_view: "a feature view", training_set: "a training set" };
  return {
    find: ({ value, index }) => {
      const parts = value.split(".");
      if (parts.length > 2) return { wrong: `${what[kind]} is NAME or PACKAGE.NAME` };
      const [inPackage, name] = (parts.length === 2 ? parts : ["*", value]).map(compilePattern);
      return index.nodes.filter(
        (node) => node.kind === kind && inPackage?.(node.package) && name?.(node.name),
      );
    },
    values: ({ index }) => index.nodes.flatMap((node) => (node.kind === kind ? [node.name] : [])),
  };
}

/** Every method but `selector`, which the evaluation itself follows. A new kind of node adds its entry here. */
export const methods: Readonly<Record<Exclude<MethodName, "selector">, Method>> = {
  fqn: {
    find: ({ value, index }) => findByName(value, index),
    values: ({ index }) => index.leaves().keys(),
  },
  tag: {
    find: ({ value, index }) => {
      if (!hasWildcard(value)) return index.tags().get(value) ?? [];
      const matches = compilePattern(value);
      return index.nodes.filter((node) => node.tags.some(matches));
    },
    values: ({ index }) => index.tags().keys(),
  },
  source: {
    find: ({ value, index }) => {
      const parts = value.split(".");
      if (parts.length > 3) return { wrong: "a source is SOURCE, SOURCE.TABLE or PACKAGE.SOURCE.TABLE" };
      const [inPackage, source, table] = (
        parts.length === 3 ? parts : ["*", parts[0] ?? "", parts[1] ?? "*"]
      ).map(compilePattern);
      return index.nodes.filter(
        (node) =>
          node.kind === "source" && inPackage?.(node.package) && source?.(node.source) && table?.(node.name),
      );
    },
    values: ({ index }) =>
      index.nodes.flatMap((node) =>
        node.kind === "source" ? [node.source, `${node.source}.${node.name}`] : [],
      ),
  },
  exposure: byKindAndName("exposure"),
  path: {
    find: ({ value, index }) => {
      const below = compilePath(value, { below: true });
      const exact = compilePath(value, { below: false });
      return index.nodes.filter((node) => {
        const patch = isRelationNode(node) ? node.patchFile : undefined;
        return below(node.file) || (patch !== undefined && exact(patch));
      });
    },
    values: ({ index }) => new Set(index.nodes.map((node) => node.file)),
  },
  file: {
    find: ({ value, index }) => {
      const matches = compilePattern(value);
      return index.nodes.filter((node) => {
        const name = node.file.slice(node.file.lastIndexOf("/") + 1);
        return matches(name) || matches(name.replace(/\.[^.]+$/, ""));
      });
    },
    values: ({ index }) =>
      new Set(index.nodes.map((node) => node.file.slice(node.file.lastIndexOf("/") + 1))),
  },
  package: {
    find: ({ value, graph, index }) => {
      const matches = compilePattern(value === "this" ? graph.name : value);
      return index.nodes.filter((node) => matches(node.package));
    },
    values: ({ index }) => new Set(index.nodes.map((node) => node.package)),
  },
  config: {
    find: ({ value, path, index }) =>
      path.length === 0
        ? { wrong: "the setting follows the method's dot, as in config.materialized:table" }
        : findByConfig(path, value, index.nodes),
  },
  test_type: {
    find: ({ value, index }) => {
      const types = testTypes[value];
      if (!types) return { known: Object.keys(testTypes) };
      return index.nodes.filter(
        (node) =>
          (node.kind === "test" && types.includes(node.testType)) ||
          (node.kind === "unit_test" && types.includes("unit")),
      );
    },
  },
  test_name: {
    find: ({ value, index }) => {
      const matches = compilePattern(value);
      return index.nodes.filter(
        (node) => node.kind === "test" && node.test !== undefined && matches(node.test),
      );
    },
    values: ({ index }) =>
      new Set(index.nodes.flatMap((node) => (node.kind === "test" ? (node.test ?? []) : []))),
  },
  resource_type: {
    find: ({ value, index }) =>
      resourceTypes.includes(value)
        ? index.nodes.filter((node) => node.kind === value)
        : { known: resourceTypes },
  },
  group: {
    find: ({ value, index }) => {
      const matches = compilePattern(value);
      return index.nodes.filter(
        (node) => isRelationNode(node) && node.group !== undefined && matches(node.group),
      );
    },
    values: ({ graph }) => Object.keys(graph.groups),
  },
  access: {
    find: ({ value, index }) =>
      accesses.includes(value)
        ? index.nodes.filter(
            (node) => (node.kind === "model" || isFeatureNode(node)) && node.access === value,
          )
        : { known: accesses },
  },
  version: {
    find: ({ value, index }) => {
      const wanted = versionTests[value];
      if (!wanted) return { known: Object.keys(versionTests) };
      return index.nodes.filter((node) => node.kind === "model" && wanted(node.version, node.latestVersion));
    },
  },
  state: {
    find: ({ value, path, index, state }) => {
      const full = [value, ...path].join(".");
      if (!stateValues.includes(full)) return { known: stateValues };
      if (!state.nodes) return { needs: "the manifest of an earlier state (--state)" };
      return findByState(full, index.nodes, state.nodes);
    },
  },
  result: {
    find: ({ value, index, state }) => {
      const { results } = state;
      if (!resultStatuses.includes(value)) return { known: resultStatuses };
      if (!results) return { needs: "the results of an earlier run (--state)" };
      return index.nodes.filter((node) => results[node.id] === value);
    },
  },
  source_status: {
    find: ({ value, index, state }) => {
      const { sources } = state;
      if (!sourceStatuses.includes(value)) return { known: sourceStatuses };
      if (!sources) return { needs: "the freshness of sources, earlier and now (`quern freshness`)" };
      return index.nodes.filter((node) => {
        const now = sources.current[node.id];
        if (value !== "fresher") return now?.status === value;
        const before = sources.previous[node.id]?.maxLoadedAt;
        if (now?.maxLoadedAt === undefined) return false;
        return before === undefined || Date.parse(now.maxLoadedAt) > Date.parse(before);
      });
    },
  },
  unit_test: {
    find: ({ value, index }) => {
      const parts = value.split(".");
      if (parts.length > 3) return { wrong: "a unit test is NAME, SUBJECT.NAME or PACKAGE.SUBJECT.NAME" };
      const [inPackage, subject, name] = (["*", "*", ...parts] as const).slice(-3).map(compilePattern);
      return index.nodes.filter(
        (node) =>
          node.kind === "unit_test" &&
          inPackage?.(node.package) &&
          subject?.(node.subjectName) &&
          name?.(node.name),
      );
    },
    values: ({ index }) => index.nodes.flatMap((node) => (node.kind === "unit_test" ? [node.name] : [])),
  },
  feature_view: byKindAndName("feature_view"),
  training_set: byKindAndName("training_set"),
  metric: { find: () => [] },
  semantic_model: { find: () => [] },
  saved_query: { find: () => [] },
};

/** As in dbt, `data` means both kinds that read data, and `schema` is the old name of `generic`. */
const testTypes: Readonly<Record<string, readonly ("generic" | "singular" | "unit")[]>> = {
  generic: ["generic"],
  singular: ["singular"],
  data: ["generic", "singular"],
  unit: ["unit"],
  schema: ["generic"],
};

const accesses: readonly string[] = ["private", "protected", "public"];

const versionTests: Readonly<Record<string, (version?: string, latest?: string) => boolean>> = {
  latest: (version, latest) => version !== undefined && version === latest,
  prerelease: (version, latest) =>
    version !== undefined && latest !== undefined && compareVersions(version, latest) > 0,
  old: (version, latest) =>
    version !== undefined && latest !== undefined && compareVersions(version, latest) < 0,
  none: (version) => version === undefined,
};

const resourceTypes: readonly string[] = [
  "model",
  "seed",
  "snapshot",
  "feature_view",
  "training_set",
  "source",
  "test",
  "exposure",
  "unit_test",
  "metric",
  "semantic_model",
  "saved_query",
  "analysis",
];

const resultStatuses: readonly string[] = [
  "success",
  "pass",
  "warn",
  "fail",
  "error",
  "skipped",
  "reused",
  "interrupted",
];

const sourceStatuses: readonly string[] = ["fresher", "pass", "warn", "error"];
