import { statSync } from "node:fs";
import type { Session } from "../adapters/adapter.ts";
import { diagnose } from "../base/diagnostic.ts";
import { hashOf, stableJson } from "../base/hash.ts";
import { type Binder, isRefusal } from "../bind/binder.ts";
import type { SourceColumns } from "../bind/binding.ts";
import type { OpenMemory } from "../bind/cache.ts";
import { checkSourceColumns } from "../bind/check-columns.ts";
import { shortReason } from "../bind/engine-diagnostic.ts";
import { boundRelation } from "../compile/bound-relation.ts";
import type { CompileOptions } from "../compile/options.ts";
import { sourceFrom } from "../compile/source-from.ts";
import type { Column } from "../compile/types.ts";
import type { Graph, SourceNode } from "../graph/types.ts";
import { absolute, findFiles, isRemote } from "../run/sources/find-files.ts";

export interface SourceColumnOptions {
  readonly root: string;
  readonly graph: Graph;
  readonly options: CompileOptions;
  readonly memory: OpenMemory;
  /** A session of the target, for sources that are its tables; undefined where there is no database yet. */
  readonly warehouse: () => Promise<Session | undefined>;
}

/**
 * Finds the columns of sources: from their files, or from the warehouse, once, as long as they stay the same, and compared with what is
 * declared. A column that is declared with a type has it.
 */
export function sourceColumnFinder(
  request: SourceColumnOptions,
): (source: SourceNode, binder: () => Promise<Binder>) => Promise<SourceColumns> {
  return async (source, binder) => {
    const found =
      source.path === undefined ? await ofTable(source, request) : await ofFiles(source, request, binder);
    const declared = declaredColumns(source);
    if (typeof found !== "string")
      return { columns: compare(source, declared, found), diagnostics: checkSourceColumns(source, found) };
    if (declared) return { columns: declared, diagnostics: [] };
    const name = `${source.source}.${source.name}`;
    return {
      columns: undefined,
      diagnostics: [diagnose("Q0804", { source: name, reason: found }, { span: source.span })],
    };
  };
}

/** The declared list, where each of its columns has a type: it does without files and warehouse. */
function declaredColumns({ columns }: SourceNode): readonly Column[] | undefined {
  const typed = columns.flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }]));
  return typed.length > 0 && typed.length === columns.length ? typed : undefined;
}

/**
 * What statements may read. A list that declares as many columns as there are is meant to be whole: where the two differ, what only one of
 * them has breaks the statements that read it, whichever was renamed. A shorter list only sets types.
 */
function compare(
  source: SourceNode,
  declared: readonly Column[] | undefined,
  found: readonly Column[],
): readonly Column[] {
  const types = new Map(source.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const isWhole = declared !== undefined && declared.length >= found.length;
  return found
    .filter(({ name }) => !isWhole || types.has(name.toLowerCase()))
    .map(({ name, type }) => ({ name, type: types.get(name.toLowerCase()) ?? type }));
}

/** @returns the columns, or the reason why they are not known */
async function ofFiles(
  source: SourceNode,
  { root, options, memory }: SourceColumnOptions,
  binder: () => Promise<Binder>,
): Promise<readonly Column[] | string> {
  const { path = "" } = source;
  // Without the declared types: a reader that is told the type of a column which is not there reads nothing.
  const columns = source.columns.map(({ type: _type, ...column }) => column);
  const from = sourceFrom({ ...source, columns }, options);
  const remote = isRemote(path);
  const files = remote ? [] : findFiles(root, path);
  if (!remote && files.length === 0) return `there is no file at ${path}`;
  const key = hashOf(from, ...files.map((file) => `${file} ${stampOf(absolute(root, file))}`));
  const known = memory.findSource(source.id, key);
  if (known) return known;
  try {
    const { session } = await binder();
    const found = await session.describe(`select * from ${from}`);
    memory.keepSource(source.id, key, found);
    return found;
  } catch (error) {
    if (isRefusal(error)) return shortReason(error.message);
    throw error;
  }
}

/** Columns of files change seldom: what tells a file from its earlier contents without reading it is enough. */
function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

async function ofTable(
  source: SourceNode,
  { graph, options, memory, warehouse }: SourceColumnOptions,
): Promise<readonly Column[] | string> {
  const relation = boundRelation(source, graph, options);
  const key = hashOf(stableJson(relation), options.target.name);
  const known = memory.findSource(source.id, key);
  if (known) return known;
  const session = await warehouse();
  if (session === undefined) return "the target's database does not exist yet";
  const columns = await session.columns(relation);
  if (columns.length === 0) return `the target has no table ${options.dialect.renderRelation(relation)}`;
  memory.keepSource(source.id, key, columns);
  return columns;
}
