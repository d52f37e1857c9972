/**
 * Python's `random.Random(seed)` for the calls the benchmark generator makes, so that both generators draw the same numbers: the
 * Mersenne Twister MT19937 (Matsumoto and Nishimura 1998, seeded by `init_by_array`), and CPython's `_randbelow`, `randint`, `choice`, `sample`.
 */
export class PythonRandom {
  private readonly state = new Uint32Array(624);
  private index = 624;

  /** @param seed a non-negative integer below 2^32 */
  constructor(seed: number) {
    this.seedBySingle(19650218);
    this.seedByArray(seed >>> 0);
  }

  /** A whole number from `low` to `high`, both included. */
  randint(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  choice<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** `k` different items in random order. CPython keeps a pool for small populations and a set of drawn places for large ones. */
  sample<T>(items: readonly T[], k: number): T[] {
    const poolLimit = 21 + (k > 5 ? 4 ** Math.ceil(Math.log(k * 3) / Math.log(4)) : 0);
    if (items.length <= poolLimit) {
      const pool = [...items];
      return Array.from({ length: k }, (_, i) => {
        const place = this.below(items.length - i);
        const drawn = pool[place] as T;
        pool[place] = pool[items.length - i - 1] as T;
        return drawn;
      });
    }
    const drawn = new Set<number>();
    while (drawn.size < k) drawn.add(this.below(items.length));
    return [...drawn].map((place) => items[place] as T);
  }

  private below(limit: number): number {
    const bits = 32 - Math.clz32(limit);
    let value = this.nextWord() >>> (32 - bits);
    while (value >= limit) value = this.nextWord() >>> (32 - bits);
    return value;
  }

  private seedBySingle(seed: number): void {
    this.state[0] = seed;
    for (let i = 1; i < 624; i++) {
      const previous = this.word(i - 1);
      this.state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  private seedByArray(key: number): void {
    let i = 1;
    for (let step = 0; step < 624; step++) {
      const previous = this.word(i - 1);
      this.state[i] = (this.word(i) ^ Math.imul(previous ^ (previous >>> 30), 1664525)) + key;
      i = this.advance(i);
    }
    for (let step = 0; step < 623; step++) {
      const previous = this.word(i - 1);
      this.state[i] = (this.word(i) ^ Math.imul(previous ^ (previous >>> 30), 1566083941)) - i;
      i = this.advance(i);
    }
    this.state[0] = 0x80000000;
  }

  private advance(i: number): number {
    if (i < 623) return i + 1;
    this.state[0] = this.word(623);
    return 1;
  }

  private nextWord(): number {
    if (this.index === 624) this.twist();
    let word = this.word(this.index++);
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  private twist(): void {
    for (let i = 0; i < 624; i++) {
      const joined = (this.word(i) & 0x80000000) | (this.word((i + 1) % 624) & 0x7fffffff);
      this.state[i] = this.word((i + 397) % 624) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.index = 0;
  }

  private word(i: number): number {
    return this.state[i] as number;
  }
}
