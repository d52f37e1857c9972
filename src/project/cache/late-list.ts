/**
 * Returns a list that asks for its items, those at `start` of `file`, when it is first looked at; whoever holds it sees an ordinary,
 * read-only one.
 */
export function createLateList<T>(items: ItemReader<T>, start: number, file: string): readonly T[] {
  return new Proxy<T[]>([], new LateList(items, start, file));
}

/** What they are read from is passed on: thousands of functions that hold it take more room than the lists. */
type ItemReader<T> = (start: number, file: string) => readonly T[];

/** Fills the list that it stands before, once; everything else is that list's own doing. */
class LateList<T> implements ProxyHandler<T[]> {
  #items: ItemReader<T> | undefined;
  readonly #start: number;
  readonly #file: string;

  constructor(items: ItemReader<T>, start: number, file: string) {
    this.#items = items;
    this.#start = start;
    this.#file = file;
  }

  get(list: T[], key: string | symbol): unknown {
    return Reflect.get(this.#fill(list), key);
  }

  has(list: T[], key: string | symbol): boolean {
    return Reflect.has(this.#fill(list), key);
  }

  ownKeys(list: T[]): (string | symbol)[] {
    return Reflect.ownKeys(this.#fill(list));
  }

  getOwnPropertyDescriptor(list: T[], key: string | symbol): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#fill(list), key);
  }

  #fill(list: T[]): T[] {
    const items = this.#items;
    this.#items = undefined;
    if (items) for (const item of items(this.#start, this.#file)) list.push(item);
    return list;
  }
}
