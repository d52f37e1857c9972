import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { RelationNode } from "../../graph/types.ts";
import { parseMoment } from "../microbatch.ts";
import { formatOf } from "./external-format.ts";
import { strategyOf } from "./settings.ts";

/** What a node's settings lack for its materialisation, or contradict. Located at the node. */
export function checkSettings(node: RelationNode): readonly Diagnostic[] {
  const check = checks[node.settings.materialized];
  return check === undefined ? [] : check(node);
}

type Check = (node: RelationNode) => readonly Diagnostic[];

const checks: Readonly<Record<string, Check>> = {
  incremental: checkIncremental,
  snapshot: checkSnapshot,
  external: checkExternal,
};

function checkIncremental(node: RelationNode): readonly Diagnostic[] {
  const { settings } = node;
  const strategy = strategyOf(settings);
  const what = `incremental by ${strategy}`;
  if (strategy === "microbatch") return checkMicrobatch(node, what);
  const problems: Diagnostic[] = [];
  if (strategy !== "append" && !settings.unique_key?.length) problems.push(needs(node, what, "unique_key"));
  if (strategy === "merge" && settings.merge_update_columns && settings.merge_exclude_columns) {
    const [first, second] = ["merge_update_columns", "merge_exclude_columns"] as const;
    problems.push(diagnose("Q0401", { name: node.name, first, second }, { span: node.span }));
  }
  if (strategy !== "merge") {
    const idle = ["merge_update_columns", "merge_exclude_columns", "merge_update_condition"] as const;
    problems.push(
      ...idle.filter((name) => settings[name] !== undefined).map((name) => idleSetting(node, name, what)),
    );
  }
  if (strategy === "append" && settings.incremental_predicates !== undefined) {
    problems.push(idleSetting(node, "incremental_predicates", what));
  }
  return problems;
}

function checkMicrobatch(node: RelationNode, what: string): readonly Diagnostic[] {
  const { settings } = node;
  const problems: Diagnostic[] = [];
  if (!settings.event_time) problems.push(needs(node, what, "event_time"));
  if (settings.begin === undefined) problems.push(needs(node, what, "begin"));
  else if (Number.isNaN(parseMoment(String(settings.begin)).getTime())) {
    problems.push(wrong(node, "begin", settings.begin, "a date or timestamp such as 2024-01-31"));
  }
  if (settings.lookback !== undefined && (!Number.isInteger(settings.lookback) || settings.lookback < 0)) {
    problems.push(wrong(node, "lookback", settings.lookback, "a number of batches, 0 or more"));
  }
  if (settings.unique_key !== undefined) problems.push(idleSetting(node, "unique_key", what));
  return problems;
}

function checkSnapshot(node: RelationNode): readonly Diagnostic[] {
  const { settings } = node;
  const problems: Diagnostic[] = [];
  const strategy = settings.snapshot_strategy;
  if (!settings.unique_key?.length) problems.push(needs(node, "a snapshot", "unique_key"));
  if (strategy === undefined) problems.push(needs(node, "a snapshot", "snapshot_strategy"));
  if (strategy === "timestamp" && !settings.updated_at) {
    problems.push(needs(node, "a snapshot by timestamp", "updated_at"));
  }
  if (strategy === "check" && !settings.check_cols?.length) {
    problems.push(needs(node, "a snapshot by check", "check_cols"));
  }
  if (strategy === "timestamp" && settings.check_cols !== undefined) {
    problems.push(idleSetting(node, "check_cols", "a snapshot by timestamp"));
  }
  return problems;
}

function checkExternal(node: RelationNode): readonly Diagnostic[] {
  const { location, partition_by: partitions } = node.settings;
  if (!location) return [needs(node, "external", "location")];
  const format = formatOf(node.settings);
  if (format === undefined) return [diagnose("Q0404", { name: node.name, location }, { span: node.span })];
  if (format !== "json" || !partitions?.length) return [];
  return [diagnose("Q0405", { name: node.name }, { span: node.span })];
}

function needs(node: RelationNode, what: string, setting: string): Diagnostic {
  return diagnose("Q0400", { name: node.name, what, setting }, { span: node.span });
}

function wrong(node: RelationNode, setting: string, value: unknown, wanted: string): Diagnostic {
  return diagnose("Q0402", { name: node.name, setting, value: String(value), wanted }, { span: node.span });
}

function idleSetting(node: RelationNode, setting: string, what: string): Diagnostic {
  return diagnose("Q0403", { name: node.name, setting, what }, { span: node.span });
}
