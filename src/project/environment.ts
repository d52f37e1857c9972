import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../base/diagnostic.ts";
import { isSecretName, registerSecret } from "../base/secrets.ts";
import { parseEnvironmentFile } from "./environment-file.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with the variables of the project's `.env` beneath it: what the shell says wins. Values of variables with names
 * like PASSWORD, TOKEN or KEY are registered as secrets.
 */
export function environmentOf(root: string, environment: Environment): Environment {
  return readEnvironment(root, environment).value;
}

/** The same, with what is wrong with `.env`. */
export function readEnvironment(root: string, environment: Environment): Outcome<Environment> {
  const file = join(root, ".env");
  const own = existsSync(file) ? parseEnvironmentFile(readFileSync(file, "utf8")) : undefined;
  const merged = own ? { ...own.value, ...environment } : environment;
  for (const [name, value] of Object.entries(merged)) {
    if (value !== undefined && isSecretName(name)) registerSecret(value);
  }
  return { value: merged, diagnostics: own?.diagnostics ?? [] };
}
