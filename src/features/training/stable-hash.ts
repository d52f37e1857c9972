import type { Writing } from "./steps.ts";

/** Hexadecimal digits compared: 52 bits, what a double holds exactly. */
const digits = 13;

/** Separates what is hashed together, so that ("a", "bc") is not ("ab", "c"). */
const separator = "chr(31)";

/**
 * SQL of a hash of a seed and values: an MD5 in hexadecimal digits, which compare as text in the order of the numbers. It is the same in every
 * version of every engine that has MD5 (DuckDB's own `hash` promises nothing), and depends on nothing but the row itself.
 *
 * @param texts SQL of the values as text, of which none is null
 */
export function stableHash(writing: Writing, seed: string, texts: readonly string[]): string {
  return `md5(${[writing.dialect.renderString(seed), ...texts].join(` || ${separator} || `)})`;
}

/** Hash of the entity: equal for all its rows. */
export function entityHash(writing: Writing, seed: string): string {
  return stableHash(writing, seed, writing.key.map(textOf));
}

/** Hash of entity and moment: of one row of the set. */
export function rowHash(writing: Writing, seed: string): string {
  return stableHash(writing, seed, [...writing.key.map(textOf), textOf("epoch_us(as_of)")]);
}

/** SQL of a value as text. Of a TIMESTAMP WITH TIME ZONE it is what the session's zone makes of it: no good key or category. */
export function textOf(value: string): string {
  return `cast(${value} as varchar)`;
}

/** SQL that holds for the part `share` of all hashes, those at the beginning: what is in for 0.1 is in for 0.2. */
export function isWithin(hash: string, share: number): string {
  return `${hash} < '${thresholdOf(share)}'`;
}

/** First digits of the hash at which a share of all hashes ends; of all of them, a letter behind every digit. */
export function thresholdOf(share: number): string {
  const steps = Math.round(Math.max(share, 0) * 16 ** digits);
  return steps >= 16 ** digits ? "g" : steps.toString(16).padStart(digits, "0");
}

/** SQL of a number from 0 to `count` - 1 that a hash decides on, each as likely. */
export function bucketOf(hash: string, count: number): string {
  return `(cast('0x' || left(${hash}, ${digits}) as bigint) * ${count}) >> ${4 * digits}`;
}
