import type { Session, Warehouse } from "../../adapters/adapter.ts";

/** Connections that are lent, one to a node at a time, and opened as they are first needed. */
export class SessionPool {
  private readonly idle: Session[] = [];
  private readonly lent = new Set<Session>();
  private readonly warehouse: Warehouse;

  constructor(warehouse: Warehouse) {
    this.warehouse = warehouse;
  }

  /** Lends a connection to `work`. The caller bounds how many are lent at once. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.take();
    try {
      return await work(session);
    } finally {
      this.giveBack(session);
    }
  }

  /** Lends a connection until it is given back. */
  async take(): Promise<Session> {
    const session = this.idle.pop() ?? (await this.warehouse.connect());
    this.lent.add(session);
    return session;
  }

  giveBack(session: Session): void {
    this.lent.delete(session);
    this.idle.push(session);
  }

  /** Stops the statements that run on lent connections. */
  interrupt(): void {
    for (const session of this.lent) session.interrupt();
  }

  close(): void {
    for (const session of [...this.idle, ...this.lent]) session.close();
    this.idle.length = 0;
  }
}
