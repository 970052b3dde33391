/** Cut anew into pieces of `size` bytes, the last one shorter. */
export async function* inChunks(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (let piece of bytes) {
    while (length + piece.byteLength >= size) {
      gathered.push(piece.subarray(0, size - length));
      piece = piece.subarray(size - length);
      yield Buffer.concat(gathered);
      gathered = [];
      length = 0;
    }
    gathered.push(piece);
    length += piece.byteLength;
  }
  if (length > 0) yield Buffer.concat(gathered);
}

/** A piece of a chunk. */
export interface ChunkSlice {
  readonly chunk: number;
  readonly start: number;
  readonly length: number;
}

/** Where the bytes from `start` up to `end` lie in chunks of `size` bytes. */
export function* chunkSlices(start: number, end: number, size: number): Generator<ChunkSlice> {
  for (let at = start; at < end;) {
    const chunk = Math.floor(at / size);
    const length = Math.min(end, (chunk + 1) * size) - at;
    yield { chunk, start: at - chunk * size, length };
    at += length;
  }
}
