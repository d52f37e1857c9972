/*
 * The library. What is exported here is kept; everything else is free to change.
 */
export { sql } from "kysely";
export type { ModelQuery, QueryBuilder } from "./authoring/query.ts";
export type { Ref, SourceRef, TableReference } from "./authoring/references.ts";
export type { Register } from "./authoring/register.ts";
export { type Diagnostic, DiagnosticError, type Outcome } from "./base/diagnostic.ts";
export { renderDiagnostics } from "./base/render-diagnostic.ts";
export type { Span } from "./base/span.ts";
export { version } from "./base/version.ts";
export { jsonSchemas } from "./cli/json-schemas.ts";
export type { Compiled, CompiledNode, CompiledTest } from "./compile/types.ts";
export type { SelectionRequest } from "./graph/selection/types.ts";
export type { Graph, Node, NodeId, NodeKind } from "./graph/types.ts";
export {
  compileQuery,
  compileSelected,
  type Loaded,
  loadGraph,
  type ProjectRequest,
  type RunOutcome,
  type RunRequest,
  runSelected,
  type Shape,
  selectFrom,
} from "./pipeline.ts";
export type { Project } from "./project/definitions.ts";
export type {
  QueryGivens,
  RowsGivens,
  RowsReader,
  RowsResult,
  RowsTable,
} from "./project/typescript/givens.ts";
export { model, type QueryConfig, type RowsConfig } from "./project/typescript/model.ts";
export type { NodeResult, Plan, Results, RunEvent, RunListener, TestResult } from "./run/types.ts";
