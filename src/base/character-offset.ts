/** The character at an offset in bytes of UTF-8, which is how the engine counts; undefined beyond the end. */
export function characterOffset(text: string, bytes: number): number | undefined {
  const buffer = Buffer.from(text);
  if (bytes > buffer.length) return undefined;
  return buffer.length === text.length ? bytes : buffer.subarray(0, bytes).toString().length;
}
