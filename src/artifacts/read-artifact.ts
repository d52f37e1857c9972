import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { type ArtifactName, artifactSchemas } from "./metadata.ts";
import type { Artifacts } from "./schemas.ts";

/**
 * Reads an artifact from a folder such as `target/` and checks its shape. Undefined, with a diagnostic, where it is missing, damaged or of a
 * version that this program does not know.
 * @param shown how messages name the folder
 */
export async function readArtifact<N extends ArtifactName>(
  name: N,
  folder: string,
  shown: string,
): Promise<Outcome<Artifacts[N] | undefined>> {
  const path = `${shown}/${name}.json`;
  const text = readTextOrUndefined(join(folder, `${name}.json`));
  if (text === undefined) return nothing(diagnose("Q0708", { path, maker: makers[name] }));
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return nothing(
      diagnose("Q0709", { path, reason: error instanceof Error ? error.message : String(error) }),
    );
  }
  const found = (data as { metadata?: { schema?: unknown } } | null)?.metadata?.schema;
  if (found !== artifactSchemas[name])
    return nothing(
      diagnose("Q0709", {
        path,
        reason: `it is of ${String(found ?? "no version")}, not ${artifactSchemas[name]}`,
      }),
    );
  const { artifactShapes } = await import("./schemas.ts");
  const parsed = artifactShapes[name].safeParse(data);
  if (parsed.success) return { value: data as Artifacts[N], diagnostics: [] };
  const [issue] = parsed.error.issues;
  return nothing(
    diagnose("Q0709", {
      path,
      reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "its shape is wrong"}`,
    }),
  );
}

const makers: Readonly<Record<ArtifactName, string>> = {
  manifest: "`quern build`",
  run_results: "`quern build`",
  catalog: "`quern build`",
  sources: "`quern freshness`",
  lineage: "`quern check`",
};

const nothing = (diagnostic: Diagnostic) => ({ value: undefined, diagnostics: [diagnostic] });

function readTextOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
