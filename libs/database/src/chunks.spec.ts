import { describe, expect, it } from '@jest/globals';
import { chunkSlices, inChunks } from './chunks.js';

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
const cut = async (...texts: string[]): Promise<string[]> => {
  const chunks: string[] = [];
  for await (const chunk of inChunks(pieces(...texts), 3)) chunks.push(chunk.toString());
  return chunks;
};

describe('chunks', () => {
  it('are of one size but for the last, however the bytes come', async () => {
    expect(await cut()).toEqual([]);
    expect(await cut('', '')).toEqual([]);
    expect(await cut('a', 'b', 'c')).toEqual(['abc']);
    expect(await cut('abcdefg')).toEqual(['abc', 'def', 'g']);
    expect(await cut('ab', 'cdef', '', 'g', 'h')).toEqual(['abc', 'def', 'gh']);
  });

  it('are found again from a range', () => {
    expect([...chunkSlices(0, 0, 3)]).toEqual([]);
    expect([...chunkSlices(0, 3, 3)]).toEqual([{ chunk: 0, start: 0, length: 3 }]);
    expect([...chunkSlices(2, 8, 3)]).toEqual([
      { chunk: 0, start: 2, length: 1 },
      { chunk: 1, start: 0, length: 3 },
      { chunk: 2, start: 0, length: 2 },
    ]);
    expect([...chunkSlices(4, 5, 3)]).toEqual([{ chunk: 1, start: 1, length: 1 }]);
  });
});
