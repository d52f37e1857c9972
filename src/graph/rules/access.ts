import { diagnose } from "../../base/diagnostic.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { LinkRule } from "./rule.ts";

/** Private nodes are read within their group, protected ones within their package. Tests may read whatever they test. */
export const checkAccess: LinkRule = (reader, target, { span }) => {
  if (!isRelationNode(target) || target.access === "public") return undefined;
  const { name, group } = target;
  if (target.access === "private") {
    const ownGroup = isRelationNode(reader) ? reader.group : undefined;
    if (group === undefined || ownGroup === group) return undefined;
    return diagnose("Q0308", { reader: reader.name, name, group }, { span });
  }
  if (target.package === reader.package) return undefined;
  return diagnose("Q0310", { reader: reader.name, name, package: target.package }, { span });
};
