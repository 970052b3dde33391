import type { DocumentNode } from './nodes.js';
import type { Position } from './positions.js';

/** The items of a list by position; no two share one. */
export class ListItems implements Iterable<DocumentNode> {
  private readonly sorted: DocumentNode[] = [];

  get size(): number {
    return this.sorted.length;
  }

  at(position: Position): DocumentNode | undefined {
    const found = this.sorted[this.firstFrom(position)];
    return found?.key === position ? found : undefined;
  }

  byIndex(index: number): DocumentNode | undefined {
    return this.sorted[index];
  }

  last(): DocumentNode | undefined {
    return this.sorted.at(-1);
  }

  /** The next item behind a position. */
  after(position: Position): DocumentNode | undefined {
    const index = this.firstFrom(position);
    return this.sorted[this.sorted[index]?.key === position ? index + 1 : index];
  }

  add(item: DocumentNode): void {
    const last = this.sorted.at(-1);
    if (last === undefined || last.key < item.key) this.sorted.push(item);
    else this.sorted.splice(this.firstFrom(item.key), 0, item);
  }

  remove(item: DocumentNode): void {
    const index = this.firstFrom(item.key);
    if (this.sorted[index] === item) this.sorted.splice(index, 1);
  }

  [Symbol.iterator](): Iterator<DocumentNode> {
    return this.sorted[Symbol.iterator]();
  }

  /** The index of the first item at or behind a position. */
  private firstFrom(position: Position): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle] as DocumentNode).key < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
