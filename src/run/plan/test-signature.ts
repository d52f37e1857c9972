import { hashOf } from "../../base/hash.ts";
import type { CompiledNode, CompiledTest } from "../../compile/types.ts";
import type { CompiledUnitTest } from "../../compile/unit-tests/types.ts";
import type { TestNode } from "../../graph/types.ts";

/**
 * What a test's outcome depends on besides the node it gates: its statement, its thresholds, and the versions of the other nodes it
 * reads. A test whose statement asks for the moment gets another signature at each run.
 */
export function testSignature(
  test: CompiledTest,
  node: TestNode,
  versionOf: (id: TestNode["dependsOn"][number]) => string,
  runId: string,
): string {
  let rest = "";
  if (test.severity !== "error") rest += `severity ${test.severity}\n`;
  if (test.warnIf.text !== "!= 0" || test.errorIf.text !== "!= 0")
    rest += `if ${test.warnIf.text}, ${test.errorIf.text}\n`;
  if (asksForMoment.test(test.failures)) rest += `run ${runId}\n`;
  for (const parent of node.dependsOn) if (parent !== test.gates) rest += `${parent} ${versionOf(parent)}\n`;
  const own = test.textHash.slice(0, 16);
  return rest === "" ? own : hashOf(own, rest).slice(0, 16);
}

/** What a unit test's outcome depends on; with a clock that runs, the moment is part of it. */
export function unitSignature({ textHash, tested, views, now }: CompiledUnitTest, runId: string): string {
  const texts = [
    ...(tested.kind === "node" ? selectsOf(tested.node) : [tested.text]),
    ...views.map((v) => v.select),
  ];
  const isMoving = now === undefined && texts.some((text) => asksForMoment.test(text));
  return (isMoving ? hashOf(textHash, runId) : textHash).slice(0, 16);
}

function selectsOf({ select, incrementalSelect, batchSelect }: CompiledNode): readonly string[] {
  return [select, incrementalSelect, batchSelect].filter((sql) => sql !== undefined);
}

const asksForMoment =
  /\b(now|current_date|current_timestamp|current_time|localtimestamp|localtime|get_current_timestamp|today|random|uuid)\b/i;
