import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { parseMoment } from "../../../graph/features/moments.ts";
import type { Entity } from "../../../graph/features/types.ts";
import type { FeatureNode } from "../../../graph/types.ts";
import { type EntityFeatures, readFeatures } from "../../../pipeline/features/read-features.ts";
import { servedNodes } from "../../../pipeline/features/served-nodes.ts";
import type { Loaded } from "../../../pipeline.ts";
import { ageOf, momentText, noSuchEntity } from "../../../serving/render-answer.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { asErrors } from "../../features/as-errors.ts";
import { findEntity, findServed } from "../../features/find-served.ts";
import { renderAge } from "../../features/render-age.ts";
import { openProject } from "../../open-project.ts";
import { renderTable, type Table } from "../../render/rows.ts";
import { readDuration, readMoment } from "../../values.ts";

/** What `quern features get` does. */
export async function featuresGet(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, words, now } = invocation;
  const [name = "", ...key] = words;
  const loaded = await openProject(invocation);
  const entity = findEntity(name, loaded);
  requireKeyCount(entity, key);
  const nodes =
    options.set === undefined ? viewsOf(entity, loaded) : [findServed(options.set, loaded, entity.name)];
  const at = options.at === undefined ? undefined : momentOf(options.at, nodes);
  const { found, diagnostics } = await readFeatures(loaded, {
    nodes,
    key,
    ...(at && { at }),
    lockTimeout:
      options.lockTimeout === undefined ? 30 : readDuration("--lock-timeout", options.lockTimeout, true),
    listener: (event) => {
      if (event.kind === "waiting") terminal.progress(`waiting for ${event.holder}`);
    },
  });
  if (found.length === 0) throw new DiagnosticError(asErrors(diagnostics));
  terminal.report(diagnostics);
  if (terminal.json)
    terminal.printJson({ entity: entity.name, sets: found.map((each) => asJson(each, now)) });
  else {
    const known = found.some((each) => each.known);
    terminal.say(
      `${entity.name} ${key.join(", ")}${known ? "" : `: ${noSuchEntity}; what follows are defaults`}`,
    );
    terminal.print(renderTable(tableOf(found, now, at), { paint: terminal.paint }));
  }
  return 0;
}

/** A date is its midnight in the zone of the features, as in their YAML. */
function momentOf(text: string, [node]: readonly FeatureNode[]): Date {
  const zone = node?.kind === "feature_view" ? node.view.zone : node?.set.zone;
  return parseMoment(text, zone ?? "UTC") ?? readMoment("--at", text);
}

function requireKeyCount({ name, key: columns }: Entity, key: readonly string[]): void {
  if (key.length !== columns.length)
    throw new DiagnosticError([diagnose("Q1267", { where: name, columns, given: key.length })]);
}

function viewsOf({ name, span }: Entity, { graph }: Loaded): readonly FeatureNode[] {
  const views = servedNodes(graph).filter((node) => node.kind === "feature_view" && node.entity === name);
  if (views.length > 0) return views;
  throw new DiagnosticError([diagnose("Q1273", { set: name, reason: "no feature view is of it" }, { span })]);
}

/** A line for each feature, with the moment and the age of the view it comes from; of several views, of the oldest. */
function tableOf(found: readonly EntityFeatures[], now: Date, at: Date | undefined): Table {
  const rows = found.flatMap(({ features, views }) =>
    features.map(({ name, value, view }) => {
      const from = views.filter((each) => view === undefined || each.name === view);
      const [oldest = ""] = from.map(({ asOf }) => asOf ?? "").sort();
      const age = oldest === "" ? undefined : ageOf(oldest, now.getTime());
      const known = from.some((each) => each.known);
      return [
        name,
        value,
        view ?? "",
        oldest,
        ...(at ? [] : [age === undefined ? "" : renderAge(age)]),
        known ? "" : "default",
      ];
    }),
  );
  return { columns: ["feature", "value", "view", "as of", ...(at ? [] : ["age"]), ""], rows };
}

/** As `GET /features/{set}/{key}` answers. */
function asJson({ set, key, known, views, features }: EntityFeatures, now: Date) {
  return {
    set,
    key,
    known,
    ...(!known && { reason: noSuchEntity }),
    views: Object.fromEntries(
      views.map(({ name, asOf, known: isKnown }) => [
        name,
        {
          as_of: asOf === null ? null : momentText(asOf),
          age_seconds: (asOf === null ? undefined : ageOf(asOf, now.getTime())) ?? null,
          known: isKnown,
        },
      ]),
    ),
    features: Object.fromEntries(features.map(({ name, value }) => [name, value])),
  };
}
