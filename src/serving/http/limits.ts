/** What a request may ask for at most. */
export const limits = {
  bodyBytes: 1 << 20,
  keys: 1000,
  /** Of a path and its parts, decoded. */
  pathLength: 4096,
  /** Milliseconds until a request must have come in whole. */
  requestTime: 10_000,
} as const;
