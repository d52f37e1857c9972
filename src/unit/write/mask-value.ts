import { createHash } from "node:crypto";
import type { Value } from "../../adapters/adapter.ts";

/**
 * A made-up value of the same shape: letters become letters, digits digits, all else stays. Equal values, but for case and blanks around them,
 * give equal masks, so that rows which belong together still do. Dates move by up to half a year. What is neither text nor number stays.
 *
 * @param salt keeps masks of one project from being those of another
 * @example maskValue("Ann.Lee@mail.com", "VARCHAR", "shop") // "Qpx.Ode@wvbt.kzr"
 */
export function maskValue(value: Value, type: string, salt: string): Value {
  if (typeof value === "number") return maskNumber(value, salt);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, type.replace(/\[\d*\]$/, ""), salt));
  if (typeof value !== "string") return value;
  if (/^(?:DATE|TIMESTAMP)/.test(type)) return moveDate(value, salt);
  const random = keystream(value.trim().toLowerCase(), salt);
  return [...value].map((character) => maskCharacter(character, random)).join("");
}

function maskNumber(value: number, salt: string): number {
  const random = keystream(String(value), salt);
  const text = [...String(value)].map((character) => maskCharacter(character, random)).join("");
  const masked = Number(text);
  return Number.isNaN(masked) ? value : masked;
}

/** One number for each character that is no blank; depends on the whole value. */
function keystream(text: string, salt: string): () => number {
  let block = 0;
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at + 2 > bytes.length) {
      bytes = createHash("sha256").update(`${salt}\n${block}\n${text}`).digest();
      block += 1;
      at = 0;
    }
    at += 2;
    return bytes.readUInt16BE(at - 2);
  };
}

const ranges: readonly (readonly [from: string, to: string])[] = [
  ["a", "z"],
  ["A", "Z"],
  ["1", "9"],
  ["가", "힣"],
  ["ぁ", "ゖ"],
  ["ァ", "ヺ"],
  ["一", "龥"],
];

function maskCharacter(character: string, random: () => number): string {
  if (/\s/.test(character)) return character;
  const number = random();
  // A leading zero says how a number is written; others are kept as well.
  if (character === "0") return character;
  const [from, to] =
    ranges.find(([first, last]) => character >= first && character <= last) ?? otherRange(character);
  const start = from.charCodeAt(0);
  return from === "" ? character : String.fromCharCode(start + (number % (to.charCodeAt(0) - start + 1)));
}

/** Letters of other scripts become Latin ones; what is no letter stays. */
function otherRange(character: string): readonly [string, string] {
  if (!/\p{L}/u.test(character)) return ["", ""];
  return character === character.toLowerCase() ? ["a", "z"] : ["A", "Z"];
}

function moveDate(text: string, salt: string): string {
  const [, date = "", rest = ""] = /^(\d{4}-\d{2}-\d{2})(.*)$/.exec(text) ?? [];
  if (date === "") return text;
  const days = (keystream(text, salt)() % 363) - 181;
  return `${new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)}${rest}`;
}
