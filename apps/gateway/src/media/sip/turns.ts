/** Changes of one thing one after the other, where each is made of what is there. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async take<T>(id: string, change: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(id) ?? Promise.resolve()).then(change, change);
    this.last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(id) === turn) this.last.delete(id);
    }
  }
}
