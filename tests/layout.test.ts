import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

type Permission = "values" | "types";
type Ladder = Readonly<Record<string, Readonly<Record<string, Permission>>>>;

const folders = [
  "base",
  "template",
  "project",
  "graph",
  "sql",
  "features",
  "authoring",
  "compile",
  "bind",
  "rules",
  "adapters",
  "rows",
  "unit",
  "run",
  "artifacts",
  "serving",
  "typing",
  "demo",
] as const;
const all = (permission: Permission, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, permission]));

/** Which folder may import which, and whether values or only types. The third column of src/README.md says the same. */
const ladder: Ladder = {
  base: {},
  template: { base: "values" },
  project: { base: "values", template: "values", authoring: "values", sql: "values", features: "types" },
  graph: { base: "values", template: "values", project: "types", features: "types" },
  sql: { base: "values" },
  features: { base: "values", sql: "values" },
  authoring: {},
  compile: {
    base: "values",
    template: "values",
    sql: "values",
    features: "values",
    project: "types",
    graph: "values",
  },
  bind: { base: "values", sql: "values", graph: "values", compile: "values", adapters: "types" },
  rules: { base: "values", sql: "values", graph: "values", project: "types", bind: "values" },
  adapters: { base: "values", sql: "values" },
  rows: { base: "values", sql: "values", graph: "types", compile: "types", adapters: "types" },
  unit: {
    base: "values",
    sql: "values",
    graph: "values",
    compile: "values",
    rows: "values",
    project: "types",
    bind: "types",
    adapters: "types",
  },
  run: {
    base: "values",
    sql: "values",
    features: "values",
    graph: "values",
    compile: "types",
    bind: "values",
    rows: "values",
    adapters: "types",
    unit: "types",
  },
  artifacts: { ...all("types", folders), base: "values" },
  serving: {
    base: "values",
    sql: "values",
    features: "values",
    artifacts: "values",
    graph: "types",
    adapters: "types",
    run: "types",
  },
  typing: { base: "values", sql: "values", graph: "values", artifacts: "values" },
  demo: { base: "values" },
  pipeline: all("values", folders),
  "pipeline.ts": all("values", [...folders, "pipeline"]),
  cli: all("values", [...folders, "pipeline", "pipeline.ts", "index.ts"]),
  "kysely.ts": { adapters: "values", sql: "values" },
  "index.ts": all("values", [...folders, "pipeline", "pipeline.ts", "cli"]),
};

/** Files that are an interface: a folder that may import only types takes these whole, since an error class is a value. */
const interfaces = ["adapters/adapter.ts"];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = listFiles(src).filter((file) => file.endsWith(".ts"));
const imports = files.flatMap(readImports);

describe("the ladder of imports", () => {
  it("goes downhill only", () => {
    expect(imports.filter((each) => !isAllowed(each)).map(renderImport)).toEqual([]);
  });

  it("has no cycle among files", () => {
    expect(findCycles(imports.filter((each) => !each.typeOnly))).toEqual([]);
  });

  it("is what src/README.md says", () => {
    expect(readDocumentedLadder()).toEqual(ladder);
  });

  it("has a row for every folder and file of src, and no other", () => {
    const present = readdirSync(src).filter((name) => name !== "README.md" && name !== "scripts");
    expect(present.sort()).toEqual(Object.keys(ladder).sort());
  });
});

describe("the tree", () => {
  it("has no empty folder", () => {
    const empty = ["src", "tests"].flatMap((name) => listEmptyFolders(join(root, name)));
    expect(empty.map((folder) => relative(root, folder))).toEqual([]);
  });

  it("names files in kebab-case", () => {
    const odd = files.filter(
      (file) => !/^([a-z0-9]+-)*[a-z0-9]+(\.[a-z]+)?\.ts$/.test(file.split("/").at(-1) ?? ""),
    );
    expect(odd).toEqual([]);
  });

  it("imports only files that exist", () => {
    expect(imports.filter((each) => !existsSync(join(src, each.to))).map(renderImport)).toEqual([]);
  });
});

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [own, other] = [from.split("/")[0] ?? "", to.split("/")[0] ?? ""];
  if (own === other) return true;
  const permission = ladder[own]?.[other];
  return permission === "values" || (permission === "types" && (typeOnly || interfaces.includes(to)));
}

const renderImport = ({ from, to, typeOnly }: Import) => `${from} -> ${to}${typeOnly ? " (types)" : ""}`;

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(src, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

function listEmptyFolders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.length === 0) return [folder];
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== "target" && entry.name !== "node_modules")
    .flatMap((entry) => listEmptyFolders(join(folder, entry.name)));
}

function readImports(from: string): Import[] {
  const text = readFileSync(join(src, from), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+([^"';]*?from\s+)?"(\.[^"]+)"/gm);
  const calls = text.matchAll(/\bimport\(\s*"(\.[^"]+)"\s*\)/g);
  return [
    ...[...statements].map(([, clause = "", path = ""]) => ({ path, typeOnly: isTypeOnly(clause) })),
    ...[...calls].map(([, path = ""]) => ({ path, typeOnly: false })),
  ].map(({ path, typeOnly }) => ({
    from,
    to: relative(src, resolve(dirname(join(src, from)), path)).replaceAll("\\", "/"),
    typeOnly,
  }));
}

function isTypeOnly(clause: string): boolean {
  if (clause.startsWith("type ")) return true;
  const named = /^\{([^}]*)\}/.exec(clause)?.[1];
  const names =
    named
      ?.split(",")
      .map((name) => name.trim())
      .filter(Boolean) ?? [];
  return names.length > 0 && names.every((name) => name.startsWith("type "));
}

/** Every cycle found by depth-first search, as a path that ends where it began. */
function findCycles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}

function readDocumentedLadder(): Ladder {
  const text = readFileSync(join(src, "README.md"), "utf8");
  const rows = [...text.matchAll(/^\| (`[^|]+) \|[^|]+\| ([^|]+) \|[^|]+\|$/gm)];
  const documented: Record<string, Readonly<Record<string, Permission>>> = {};
  for (const [, names = "", cell = ""] of rows)
    for (const [, name = ""] of names.matchAll(/`([^`]+)`/g))
      if (name !== "scripts") documented[name] = parseCell(name, cell.trim());
  return documented;
}

/** `base, sql, project *(types)*`; what stands behind "and" shares the mark at its end. */
function parseCell(name: string, cell: string): Readonly<Record<string, Permission>> {
  if (cell.startsWith("nothing")) return {};
  if (cell === "base through demo")
    return all("values", name === "pipeline.ts" ? [...folders, "pipeline"] : folders);
  if (cell === "everything") {
    const others = ["pipeline", "pipeline.ts", "index.ts", "cli"].filter((other) => other !== name);
    return all("values", [...folders, ...others]);
  }
  if (cell === "base, and the others' *types*") return { ...all("types", folders), base: "values" };
  const [alone = "", together = ""] = cell.split(/, and /);
  const marked = (part: string): Permission => (part.includes("*(types") ? "types" : "values");
  const nameOf = (part: string) => part.replace(/\*\(.*?\)\*/, "").trim();
  return {
    ...Object.fromEntries(alone.split(", ").map((part) => [nameOf(part), marked(part)])),
    ...all(marked(together), together === "" ? [] : nameOf(together).split(", ")),
  };
}
