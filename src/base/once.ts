/** What `work` gives, worked out when it is first asked for; what it was worked out of can be forgotten then. */
export function once<T>(work: () => T): () => T {
  let open: (() => T) | undefined = work;
  let result: T;
  return () => {
    if (open) {
      result = open();
      open = undefined;
    }
    return result;
  };
}
