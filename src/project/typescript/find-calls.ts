import {
  type AnyNode,
  type Expression,
  type ObjectPattern,
  parseExpressionAt,
  type SpreadElement,
} from "acorn";
import { type NamedCall, parseRef, parseSource } from "./dependency-names.ts";

/** What the text of a function says that it asks for. */
export interface FoundCalls {
  /** Calls with literal names; `at` is the offset of the call in the text. */
  readonly calls: readonly { readonly call: NamedCall; readonly at: number }[];
  /** Variables by name; "all" where `vars` is used as a whole. */
  readonly vars: readonly string[] | "all";
  readonly usesSelf: boolean;
  readonly usesIncremental: boolean;
}

/**
 * Finds `ref("x")`, `source("a", "b")` and `vars.x` in the text of a function of JavaScript, as `Function.prototype.toString` gives it. Names that are
 * computed are left out, as is what other functions ask for.
 */
export function findCalls(text: string): FoundCalls {
  const calls: FoundCalls["calls"][number][] = [];
  const vars = new Set<string>();
  const seen = { self: false, incremental: false, allVars: false };
  const { node: root, shift } = parseFunction(text);
  const readVars = (object: AnyNode, parent: AnyNode | undefined): void => {
    const member = nameOfMember(object, parent);
    if (member === undefined) seen.allVars = true;
    else vars.add(member);
  };
  const readName = (name: string, node: AnyNode, parent: AnyNode | undefined): void => {
    if (name === "self") seen.self = true;
    if (name === "incremental") seen.incremental = true;
    if (name === "vars") readVars(node, parent);
  };
  const visit = (node: AnyNode, parent: AnyNode | undefined): void => {
    if (node.type === "ObjectPattern") {
      // The names of parameters: `{ ref, vars: { churn_days } }`.
      for (const property of node.properties) {
        if (property.type === "RestElement") continue;
        const name = nameOfKey(property.key);
        if (name === "self") seen.self = true;
        if (name === "incremental") seen.incremental = true;
        if (name === "vars" && !(property.value.type === "Identifier" && property.value.name === "vars")) {
          const names = property.value.type === "ObjectPattern" ? keysOf(property.value) : undefined;
          if (names) for (const each of names) vars.add(each);
          else seen.allVars = true;
        }
        if (property.value.type !== "Identifier") visit(property.value, property);
      }
      return;
    }
    if (node.type === "CallExpression") {
      const name = lastName(node.callee);
      const args = node.arguments.map(literalOf);
      const call = name === "ref" ? parseRef(args) : name === "source" ? parseSource(args) : undefined;
      if (call) calls.push({ call, at: node.start - shift });
    } else if (node.type === "Identifier" && !isKey(node, parent)) readName(node.name, node, parent);
    else if (node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier")
      readName(node.property.name, node, parent);
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(root, undefined);
  return {
    calls,
    vars: seen.allVars ? "all" : [...vars],
    usesSelf: seen.self,
    usesIncremental: seen.incremental,
  };
}

/** A method's text is no expression of its own: `run({ ref }) {}` stands in an object. */
function parseFunction(text: string): { readonly node: Expression; readonly shift: number } {
  for (const [before, after] of [
    ["(", ")"],
    ["({", "})"],
  ] as const) {
    try {
      const node = parseExpressionAt(before + text + after, 0, { ecmaVersion: "latest" });
      return { node, shift: before.length };
    } catch {
      // Not an expression in this form; the next one is tried.
    }
  }
  return { node: parseExpressionAt("0", 0, { ecmaVersion: "latest" }), shift: 0 };
}

function lastName(callee: AnyNode): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier")
    return undefined;
  return callee.property.name;
}

function literalOf(node: Expression | SpreadElement): unknown {
  if (node.type === "Literal") return node.value;
  if (node.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked;
}

/** `vars.x` and `vars["x"]` name one variable. */
function nameOfMember(object: AnyNode, parent: AnyNode | undefined): string | undefined {
  if (parent?.type !== "MemberExpression" || parent.object !== object) return undefined;
  if (!parent.computed) return parent.property.type === "Identifier" ? parent.property.name : undefined;
  const { property } = parent;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

/** A name that stands for no value: the property of `a.vars`, the key of `{ vars: 1 }`. */
function isKey(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed;
  return parent?.type === "Property" && parent.key === node && !parent.shorthand && !parent.computed;
}

function nameOfKey(key: AnyNode): string | undefined {
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
}

/** The keys that a pattern names; undefined where it takes the rest as well. */
function keysOf(pattern: ObjectPattern): readonly string[] | undefined {
  const names = pattern.properties.map((property) =>
    property.type === "Property" ? nameOfKey(property.key) : undefined,
  );
  return names.every((name) => name !== undefined) ? names : undefined;
}

function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  const add = (value: unknown) => {
    if (Array.isArray(value)) for (const item of value) add(item);
    else if (
      typeof value === "object" &&
      value !== null &&
      typeof (value as { type?: unknown }).type === "string"
    )
      children.push(value as AnyNode);
  };
  for (const value of Object.values(node)) add(value);
  return children;
}
