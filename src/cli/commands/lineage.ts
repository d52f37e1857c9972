import type { Command } from "../command.ts";

/** `quern lineage`: says where columns come from and where they go. */
export const lineageCommand: Command = {
  name: "lineage",
  summary: "say what a column is made of, or what uses it",
  details: [
    "Binds the statements against empty tables, as `quern check` does: no data and no warehouse are needed. A node without a column stands for all of its columns.",
    "What --output prints, and how far it goes where --depth says nothing:",
    "  text         a tree of values for a column (the whole way), a line a column for a node (1 step)",
    "  mermaid      the same as a flowchart",
    "  json         [{node, column, uses: [{node, column, as}]}], an entry a column (1 step); nodes are",
    "               called as in `quern ls`, source tables source.table; as is value, filter, join,",
    "               group or order",
    "  openlineage  an event a line and node (1 step): JobEvent for what has a statement, DatasetEvent",
    "               for sources and seeds",
  ].join("\n"),
  arguments: [
    {
      name: "NODE[.COLUMN]",
      description: "node as `quern ls` prints it, a source's table also as source.table",
    },
  ],
  options: ["up", "down", "depth", "output"],
  examples: [
    "quern lineage fct_orders.net_revenue",
    "quern lineage shop.orders.status --down",
    "quern lineage fct_orders --depth all --output json",
    "quern lineage kpi_daily.net_revenue --output mermaid",
  ],
};
