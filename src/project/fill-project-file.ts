import type { Diagnostic } from "../base/diagnostic.ts";
import { isSecretName, registerSecret } from "../base/secrets.ts";
import type { Json, ProjectConfig, TargetConfig } from "./definitions.ts";
import type { Environment } from "./environment.ts";
import { fillTexts } from "./fill-texts.ts";
import type { ProjectFile } from "./project-file.ts";

interface Context {
  readonly environment: Environment;
  readonly vars: Readonly<Record<string, Json>>;
  readonly target: string | undefined;
}

/** Fills `{{env}}` and `{{var}}` in what project.yml says. Only the target in use has to be complete. */
export function fillProjectFile(
  written: ProjectFile,
  { environment, vars, target }: Context,
  report: (problem: Diagnostic) => void,
): ProjectFile {
  const { tags } = written;
  if (!tags) {
    for (const one of Object.values(written.config.targets)) registerSecrets(one);
    return written;
  }
  const own = fillTexts(written.config.vars, { environment, vars, docs: {} }, tags, report);
  const fillers = { environment, vars: { ...own, ...vars }, docs: {} };
  const { targets, vars: _vars, ...rest } = written.config;
  const used = target ?? rest.target;
  const config: ProjectConfig = {
    ...fillTexts(rest, fillers, tags, report),
    vars: own,
    targets: Object.fromEntries(
      Object.entries(targets).map(([name, one]) => [
        name,
        fillTexts(one, fillers, tags, name === used ? report : ignore),
      ]),
    ),
  };
  for (const one of Object.values(config.targets)) registerSecrets(one);
  return {
    ...written,
    config,
    layers: fillTexts(written.layers, fillers, tags, report),
    featureLayers: fillTexts(written.featureLayers, fillers, tags, report),
  };
}

/** A target that is not in use keeps its tags. */
const ignore = (): void => {};

/** Passwords of URLs, and DuckDB settings with names like s3_secret_access_key. */
function registerSecrets(target: TargetConfig): void {
  if (target.type === "postgres") registerSecret(target.url);
  else
    for (const [key, value] of Object.entries(target.settings)) if (isSecretName(key)) registerSecret(value);
}
