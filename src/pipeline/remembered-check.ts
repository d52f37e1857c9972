import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeText } from "../artifacts/write-text.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { hashOf, stableJson } from "../base/hash.ts";
import { maskedJson } from "../base/masked-json.ts";
import { fixturePlaces } from "../compile/unit-tests/read-fixture.ts";
import type { UnitTestNode } from "../graph/types.ts";
import { build } from "../project/cache/build.ts";
import { isSettled, readStamp, type Stamp } from "../project/cache/stamp.ts";
import { findProjectFile, listPackage } from "../project/package-files.ts";
import { absolute, findFiles, isRemote } from "../run/sources/find-files.ts";
import type { Checked } from "./checked.ts";
import type { Loaded, ProjectRequest } from "./loaded.ts";
import { databaseFile } from "./open-later.ts";
import { whereWritable } from "./where-writable.ts";

/**
 * What the last check of a whole project said, with everything it depended on: where all of that is as it was, so is the answer, and nothing
 * needs to be read or resolved.
 */
interface Remembered {
  readonly format: string;
  /** Of the request, the environment, the day and the project's files. */
  readonly key: string;
  /** Files outside of the project's own, by path or pattern. */
  readonly others: readonly (readonly [path: string, key: string])[];
  readonly checked: Checked;
  readonly diagnostics: readonly Diagnostic[];
}

const format = `2 ${build}`;

/** Finds what the last check of the project said, where nothing has changed since. */
export function findRemembered(
  request: ProjectRequest,
): Pick<Remembered, "checked" | "diagnostics"> | undefined {
  if (request.cache === false) return undefined;
  const remembered = readRemembered(request.root);
  if (remembered === undefined || remembered.key !== keyOf(request)?.key) return undefined;
  const isSame = remembered.others.every(([path, key]) => keyOfFiles(request.root, path).key === key);
  return isSame ? remembered : undefined;
}

/** Keeps what a check of the whole project said, unless it depended on something that cannot be told to be the same cheaply. */
export function remember(
  request: ProjectRequest,
  loaded: Loaded,
  result: Pick<Remembered, "checked" | "diagnostics">,
): void {
  const { config } = loaded.project;
  const found = keyOf(request);
  if (request.cache === false || found === undefined || config.packages.length > 0) return;
  if (!result.checked.isLasting) return;
  const nodes = Object.values(loaded.graph.nodes);
  const sources = nodes.flatMap((node) => (node.kind === "source" ? [node] : []));
  const paths = new Set(sources.flatMap(({ path }) => path ?? []));
  if ([...paths].some(isRemote)) return;
  for (const node of nodes)
    if (node.kind === "unit_test") for (const place of fixturesOf(node)) paths.add(place);
  const { imports } = loaded.project;
  for (const path of imports) paths.add(path);
  // Packages count by their versions.
  if (imports.length > 0) for (const path of installed) paths.add(path);
  const database = databaseFile(loaded);
  if (database !== undefined && sources.some(({ path }) => path === undefined)) paths.add(database);
  const others = [...paths].map((path) => ({ path, ...keyOfFiles(request.root, path) }));
  if (![found, ...others].every(({ settled }) => settled)) return;
  const remembered: Remembered = {
    format,
    key: found.key,
    others: others.map(({ path, key }) => [path, key]),
    ...result,
  };
  whereWritable(() => {
    writeText(fileOf(request.root), maskedJson(remembered));
  });
}

/** What says which versions of packages the project's TypeScript gets. */
const installed = ["package.json", "node_modules/.package-lock.json"];

/** The files of rows that a unit test may read. */
function fixturesOf({ file, given, expect }: UnitTestNode): readonly string[] {
  const all = [...given.map(({ data }) => data), expect.data];
  return all.flatMap((data) => (data.kind === "file" ? fixturePlaces(data.path, file) : []));
}

interface Key {
  readonly key: string;
  /** Whether a later change of a file would be seen. */
  readonly settled: boolean;
}

/** Undefined where there is no project. */
function keyOf(request: ProjectRequest): Key | undefined {
  const { root, target, vars, environment, now = new Date() } = request;
  const started = Date.now();
  const own = findProjectFile(root, "");
  const { files } = listPackage(root, "");
  if (own === undefined) return undefined;
  const settings = readStamp(join(root, ".env"));
  const stamps = [
    ...files.map(({ found }) => [found.file, found.stamp] as const),
    ["project.yml", own.stamp] as const,
  ];
  if (settings) stamps.push([".env", settings]);
  return {
    key: hashOf(
      stableJson({
        target,
        vars,
        environment: environmentOf(environment),
        day: now.toISOString().slice(0, 10),
      }),
      stamps.map(renderStamp).join("\n"),
    ),
    settled: stamps.every(([, stamp]) => isSettled(stamp, started)),
  };
}

/** Variables that differ from one command to the next in the same shell, and that no project reads. */
const passing = /^(?:_|PWD|OLDPWD|SHLVL|npm_.*)$/;

function environmentOf(environment: ProjectRequest["environment"]): ProjectRequest["environment"] {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !passing.test(name)));
}

function keyOfFiles(root: string, path: string): Key {
  const started = Date.now();
  const stamps = findFiles(root, path).flatMap((file) => {
    const stamp = readStamp(absolute(root, file));
    return stamp ? [[file, stamp] as const] : [];
  });
  return {
    key: hashOf(stamps.map(renderStamp).join("\n")),
    settled: stamps.every(([, stamp]) => isSettled(stamp, started)),
  };
}

function renderStamp([file, [size, modified, changed]]: readonly [string, Stamp]): string {
  return `${file} ${size} ${modified} ${changed}`;
}

function readRemembered(root: string): Remembered | undefined {
  try {
    const remembered = JSON.parse(readFileSync(fileOf(root), "utf8")) as Remembered;
    return remembered.format === format ? remembered : undefined;
  } catch (error) {
    // Missing at first, or damaged: everything is checked again.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

const fileOf = (root: string) => join(root, "target", "cache", "checked.json");
