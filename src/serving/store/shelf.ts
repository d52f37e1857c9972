import { Pack } from "./pack.ts";

/**
 * The packs that are being served, by the names of their sets. They are replaced all at once: a request sees those of one moment, since it looks
 * here once and nothing else runs while it reads.
 */
export class Shelf {
  private packs: ReadonlyMap<string, Pack> = new Map();
  private files: ReadonlyMap<string, Pack> = new Map();

  /** Opens the files and serves them in place of those before; a file that is served already stays open. Where one cannot be opened, nothing changes. */
  replace(files: readonly string[]): void {
    const opened: Pack[] = [];
    const next = new Map<string, Pack>();
    try {
      for (const file of files) {
        const pack = this.files.get(file) ?? openInto(opened, file);
        next.set(file, pack);
      }
    } catch (error) {
      for (const pack of opened) pack.close();
      throw error;
    }
    const before = this.files;
    this.files = next;
    this.packs = new Map([...next.values()].map((pack) => [pack.content.set.name, pack]));
    for (const [file, pack] of before) if (next.get(file) !== pack) pack.close();
  }

  find(set: string): Pack | undefined {
    return this.packs.get(set);
  }

  /** In the order of the files. */
  all(): readonly Pack[] {
    return [...this.packs.values()];
  }

  close(): void {
    this.replace([]);
  }
}

function openInto(opened: Pack[], file: string): Pack {
  const pack = Pack.open(file);
  opened.push(pack);
  return pack;
}
