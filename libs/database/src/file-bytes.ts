/** What names a part; never used again. */
export type PartKey = string;

/** Where the bytes of files lie. What is written goes when its part does. */
export interface FileBytes {
  /** Keeps what comes, as it comes: no more than a piece of it is ever held in memory. `gone`: the part was taken away. */
  write(part: PartKey, bytes: AsyncIterable<Uint8Array>): Promise<'written' | 'gone'>;
  /** The bytes from `start` up to but not including `end`. */
  read(part: PartKey, start: number, end: number): AsyncIterable<Uint8Array>;
}
