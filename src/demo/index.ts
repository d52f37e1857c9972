export { checkDemoOptions } from "./check-options.ts";
export { generateDemo } from "./generate.ts";
export { demoStatements } from "./statements.ts";
export type { DemoOptions, DemoStep } from "./types.ts";
