import type { CommandName, ExitCode, Invocation } from "../command.ts";
import { check } from "./check.ts";
import { clean } from "./clean.ts";
import { compile } from "./compile.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { featuresCorrelations } from "./features/correlations.ts";
import { featuresDrift } from "./features/drift.ts";
import { featuresGet } from "./features/get.ts";
import { featuresList } from "./features/list.ts";
import { featuresPack } from "./features/pack.ts";
import { featuresServe } from "./features/serve.ts";
import { featuresStats } from "./features/stats.ts";
import { featuresVersions } from "./features/versions.ts";
import { freshness } from "./freshness.ts";
import { gc } from "./gc.ts";
import { init } from "./init.ts";
import { lineage } from "./lineage.ts";
import { ls } from "./ls.ts";
import { retry } from "./retry.ts";
import { runNodes } from "./run-nodes.ts";
import { show } from "./show.ts";
import { writeTest } from "./write-test.ts";

/** What each command does. Loaded as a whole once a command is known, so that the help alone loads none of it. */
export const actions: Readonly<Record<CommandName, (invocation: Invocation) => Promise<ExitCode>>> = {
  init,
  demo,
  build: (invocation) => runNodes("build", invocation),
  run: (invocation) => runNodes("run", invocation),
  test: (invocation) =>
    invocation.options.write === undefined ? runNodes("test", invocation) : writeTest(invocation),
  check,
  retry,
  ls,
  show,
  compile,
  lineage,
  freshness,
  gc,
  clean,
  doctor,
  "features list": featuresList,
  "features get": featuresGet,
  "features serve": featuresServe,
  "features pack": featuresPack,
  "features stats": featuresStats,
  "features drift": featuresDrift,
  "features correlations": featuresCorrelations,
  "features versions": featuresVersions,
};
