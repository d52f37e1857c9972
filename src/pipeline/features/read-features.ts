import type { Session, Value } from "../../adapters/adapter.ts";
import { type Diagnostic, DiagnosticError, hasErrors } from "../../base/diagnostic.ts";
import { compileServed, type ServedSql, servedViews } from "../../compile/features/compile-served.ts";
import type { CompileOptions } from "../../compile/options.ts";
import {
  keySelect,
  momentColumn,
  newestSelect,
  servedAt,
  servedSelect,
} from "../../features/served-values.ts";
import type { FeatureNode } from "../../graph/types.ts";
import { readKey } from "../../serving/read-key.ts";
import { requireKeyColumn } from "../../serving/store/key-texts.ts";
import { compileOptions } from "../compile-options.ts";
import type { Loaded } from "../loaded.ts";
import { type OpenRequest, openLater } from "../open-later.ts";
import { findMissing, notBuilt, type Unbuilt } from "./pack-features.ts";
import { featureNames, viewOf } from "./served-nodes.ts";

export interface FeaturesRequest extends OpenRequest {
  /** Views and sets of one entity. */
  readonly nodes: readonly FeatureNode[];
  readonly key: readonly string[];
  /** Works the values out as they stood then; absent: those that are published. */
  readonly at?: Date;
}

/** What is known of one entity in a view or a set. */
export interface EntityFeatures {
  readonly set: string;
  readonly key: Readonly<Record<string, Value>>;
  readonly known: boolean;
  readonly views: readonly {
    readonly name: string;
    /** DuckDB's text of a TIMESTAMP in UTC; where the view does not know the entity, its newest; null where it has no row. */
    readonly asOf: string | null;
    readonly known: boolean;
  }[];
  /** In order. `view` is absent for what is worked out from several. */
  readonly features: readonly { readonly name: string; readonly value: Value; readonly view?: string }[];
}

/** Reads what is known of an entity, a view or set at a time. Those whose tables are not built are left out, with a warning. */
export async function readFeatures(
  loaded: Loaded,
  request: FeaturesRequest,
): Promise<{ readonly found: readonly EntityFeatures[]; readonly diagnostics: readonly Diagnostic[] }> {
  const options = await compileOptions(loaded, {});
  const connection = openLater(loaded, { ...request, readOnly: true });
  const found: EntityFeatures[] = [];
  const unbuilt: Unbuilt[] = [];
  try {
    const session = await connection.session();
    for (const node of request.nodes) {
      const missing = request.at ? [] : await findMissing(node, loaded.graph, options, session);
      if (missing.length === 0) found.push(await readOne(loaded, node, request, { options, session }));
      else unbuilt.push({ name: node.name, missing });
    }
  } finally {
    await connection.close();
  }
  return { found, diagnostics: notBuilt(unbuilt) };
}

async function readOne(
  { graph }: Loaded,
  node: FeatureNode,
  { key: given, at }: FeaturesRequest,
  { options, session }: { readonly options: CompileOptions; readonly session: Session },
): Promise<EntityFeatures> {
  const { dialect } = options;
  const compile = (make: ServedSql) => {
    const { value, diagnostics } = compileServed(graph, node, options, make);
    if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
    return value;
  };
  const from = at ? "sources" : "current";
  const types = await session.describe(compile((served) => keySelect(served, from, dialect)));
  const columns = types.map((column) => requireKeyColumn(node.name, column));
  const texts = readKey(columns, given, node.entity);
  const key = columns.map(({ type, json }, index) => {
    const value = String(JSON.parse(json(texts[index] ?? "")));
    return `cast(${dialect.renderString(value)} as ${type})`;
  });
  const [row = {}] = await session.rows(
    compile((served) =>
      at ? servedAt(served, key, dialect.renderTimestamp(at), dialect) : servedSelect(served, key, dialect),
    ),
  );
  const newest = at ? undefined : (await session.rows(compile((served) => newestSelect(served))))[0];
  const views = servedViews(graph, node).map(({ name }, index) => {
    const asOf = row[momentColumn(index)] ?? null;
    const otherwise = at ? momentText(at) : (newest?.[momentColumn(index)] ?? null);
    return { name, asOf: asOf === null ? textOf(otherwise) : String(asOf), known: asOf !== null };
  });
  return {
    set: node.name,
    key: Object.fromEntries(types.map(({ name }) => [name, row[name] ?? null])),
    known: views.some(({ known }) => known),
    views,
    features: featureNames(node).map((name) => {
      const view = viewOf(node, name, graph);
      return { name, value: row[name] ?? null, ...(view !== undefined && { view }) };
    }),
  };
}

/** `2025-07-01 00:00:00` */
const momentText = (at: Date): string =>
  at
    .toISOString()
    .replace("T", " ")
    .replace(/\.?0*Z$/, "");

const textOf = (value: Value): string | null => (value === null ? null : String(value));
