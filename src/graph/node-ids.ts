import type { NodeId } from "./types.ts";

type IdKind =
  | "model"
  | "seed"
  | "snapshot"
  | "feature_view"
  | "training_set"
  | "source"
  | "exposure"
  | "test"
  | "unit_test";

/** Makes the id of a node: `model.orders`, `model.orders.v2`, `source.shop.orders`; nodes of other packages carry the package's name. */
export function renderNodeId(
  kind: IdKind,
  name: string,
  owner: string,
  root: string,
  version?: string,
): NodeId {
  const prefix = owner === root ? prefixes[kind] : `${kind}.${owner}.`;
  return asNodeId(version === undefined ? prefix + name : `${prefix}${name}.v${version}`);
}

const prefixes: Readonly<Record<IdKind, string>> = {
  model: "model.",
  seed: "seed.",
  snapshot: "snapshot.",
  feature_view: "feature_view.",
  training_set: "training_set.",
  source: "source.",
  exposure: "exposure.",
  test: "test.",
  unit_test: "unit_test.",
};

/** Takes a text that is known to be a node's id, such as a key of an artifact. */
export function asNodeId(text: string): NodeId {
  return text as NodeId;
}
