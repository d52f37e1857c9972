import { hashOf } from "../../base/hash.ts";
import type { CompiledTest } from "../../compile/types.ts";
import type { TestNode } from "../../graph/types.ts";

/**
 * What a test's outcome depends on besides the node it gates: its statement, its thresholds, and the versions of the other nodes it
 * reads. A test whose statement asks for the moment gets another signature at each run.
 */
export function testSignature(
  test: CompiledTest,
  node: TestNode | undefined,
  versionOf: (id: TestNode["dependsOn"][number]) => string,
  runId: string,
): string {
  const parts = [
    test.id,
    test.textHash,
    test.severity,
    test.warnIf.text,
    test.errorIf.text,
    asksForMoment.test(test.failures) ? runId : "",
  ];
  for (const parent of node?.dependsOn ?? []) if (parent !== test.gates) parts.push(versionOf(parent));
  return hashOf(...parts).slice(0, 16);
}

const asksForMoment =
  /\b(now|current_date|current_timestamp|current_time|localtimestamp|localtime|get_current_timestamp|today|random|uuid)\b/i;
