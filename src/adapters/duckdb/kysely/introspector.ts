import {
  type ColumnMetadata,
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type DatabaseMetadataOptions,
  DEFAULT_MIGRATION_LOCK_TABLE,
  DEFAULT_MIGRATION_TABLE,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely";

/** The schemas, tables, views and columns of the current database, without the engine's own and without temporary ones. */
export class DuckDbIntrospector implements DatabaseIntrospector {
  private readonly db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      select schema_name as name from duckdb_schemas()
      where database_name = current_database() and (not internal or schema_name = 'main')
      order by schema_name`.execute(this.db);
    return rows;
  }

  /** In order of schema and name, columns in their own. Types are written as DESCRIBE writes them. */
  async getTables(
    { withInternalKyselyTables }: DatabaseMetadataOptions = { withInternalKyselyTables: false },
  ): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      select schema_name, table_name, view_oid is not null as is_view, column_name, data_type, is_nullable, column_default, comment
      from duckdb_columns() as columns
      left join (select view_oid from duckdb_views()) as views on views.view_oid = columns.table_oid
      where database_name = current_database() and not internal
      order by schema_name, table_name, column_index`.execute(this.db);
    const tables = new Map<string, TableMetadata>();
    for (const row of rows) {
      if (!withInternalKyselyTables && internalTables.includes(row.table_name)) continue;
      const key = JSON.stringify([row.schema_name, row.table_name]);
      const table = tables.get(key) ?? {
        schema: row.schema_name,
        name: row.table_name,
        isView: row.is_view,
        columns: [],
      };
      table.columns.push(columnMetadata(row));
      tables.set(key, table);
    }
    return [...tables.values()];
  }

  async getMetadata(options?: DatabaseMetadataOptions): Promise<DatabaseMetadata> {
    return { tables: await this.getTables(options) };
  }
}

interface ColumnRow {
  readonly schema_name: string;
  readonly table_name: string;
  readonly is_view: boolean;
  readonly column_name: string;
  readonly data_type: string;
  readonly is_nullable: boolean;
  readonly column_default: string | null;
  readonly comment: string | null;
}

const internalTables: readonly string[] = [DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE];

function columnMetadata(row: ColumnRow): ColumnMetadata {
  const { column_default, comment } = row;
  return {
    name: row.column_name,
    dataType: row.data_type,
    isNullable: row.is_nullable,
    hasDefaultValue: column_default !== null,
    // DuckDB has no auto-increment columns; a default that draws from a sequence is its way of numbering.
    isAutoIncrementing: column_default?.startsWith("nextval(") ?? false,
    ...(comment !== null && { comment }),
  };
}
