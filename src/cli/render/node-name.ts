import { wordOfKind } from "../../graph/node-kinds.ts";
import type { Node } from "../../graph/types.ts";

/** What selects exactly this node on the command line: `fct_orders`, `dim_customers.v2`, `source:shop.orders`, `exposure:board`,
 * `unit_test:fct_orders.nets_refunds`. */
export function nodeSelector(node: Node): string {
  switch (node.kind) {
    case "source":
      return `source:${node.source}.${node.name}`;
    case "exposure":
      return `exposure:${node.name}`;
    case "unit_test":
      return `unit_test:${node.subjectName}.${node.name}`;
    case "model":
      return node.version === undefined ? node.name : `${node.name}.v${node.version}`;
    default:
      return node.name;
  }
}

/** The name as it is called in lineage, without a method: `fct_orders`, `dim_customers.v2`, `shop.orders`. */
export function nodeName(node: Node): string {
  return nodeSelector(node).replace(/^\w+:/, "");
}

/** For messages: the kind and the name, `model fct_orders`, `source shop.orders`. */
export function describeNode(node: Node): string {
  return `${wordOfKind(node.kind)} ${nodeName(node)}`;
}
