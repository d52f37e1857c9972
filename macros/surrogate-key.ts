/**
 * A key made of several columns: the MD5 of their texts. Null and the empty string give different keys.
 *
 * @example surrogateKey("order_id", "line_number")
 */
export function surrogateKey(...columns: string[]): string {
  const parts = columns.map((column) => `coalesce(cast(${column} as varchar), '∅')`);
  return `md5(concat_ws('|', ${parts.join(", ")}))`;
}
