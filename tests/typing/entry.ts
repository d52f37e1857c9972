/** What a project's models import of the package, from its sources: its types need not have been built. */
export { sql } from "kysely";
export type { Register } from "../../src/authoring/register.ts";
export { model } from "../../src/project/typescript/model.ts";
