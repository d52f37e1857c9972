/** Writes what a later command is spared by. A project that cannot be written to (read-only, full disk) works all the same, only more slowly. */
export function whereWritable(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!unwritable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

const unwritable: ReadonlySet<string> = new Set(["EACCES", "EROFS", "EPERM", "ENOSPC"]);
