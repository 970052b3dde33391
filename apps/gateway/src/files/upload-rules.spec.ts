import { describe, expect, it } from '@jest/globals';
import { FoyerError } from '@foyer/core';
import { Meter, chooseParts, expectedSize, sameFile, tooLarge } from './upload-rules.js';

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as FoyerError).status;
  }
};
const part = (number: number, size: number, etag = `e${number}`) => ({ key: String(number), number, size, etag });

describe('the size of a file', () => {
  it.each([
    [undefined, undefined, undefined],
    [3, undefined, 3],
    [undefined, 3, 3],
    [3, 3, 3],
    [10, 10, 10],
    [11, undefined, 413],
    [undefined, 11, 413],
    [3, 4, 422],
    [0, 0, 0],
  ] as const)('[FI3] announced as %s, with a body of %s', (fileSize, announced, result) => {
    expect(codeOf(() => expectedSize(fileSize, announced, 10))).toBe(result);
  });

  it('[FI3] is measured on the way', async () => {
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    };
    const read = async (meter: Meter): Promise<number> => {
      let count = 0;
      for await (const piece of meter.through(bytes())) count += piece.length;
      return count;
    };
    const meter = new Meter(3, () => tooLarge('These'));
    expect(await read(meter)).toBe(3);
    expect([meter.size, meter.etag()]).toEqual([3, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']);
    await expect(read(new Meter(2, () => tooLarge('These')))).rejects.toThrow('These are not taken.');
  });
});

describe('a file that is there', () => {
  it('[FI2] answers for itself, and for no other', () => {
    const there = { uploadId: 'u', name: 'a', size: 3 };
    expect(sameFile(there, 'a', 3)).toBe(there);
    expect(sameFile(there, 'a', undefined)).toBe(there);
    expect(codeOf(() => sameFile(there, 'b', 3))).toBe(409);
    expect(codeOf(() => sameFile(there, 'a', 4))).toBe(409);
  });
});

describe('parts', () => {
  const there = [part(1, 5), part(2, 5), part(3, 1)];
  const choose = (named: [number, string][], size: number | null): unknown =>
    codeOf(() =>
      chooseParts(
        named.map(([partNumber, etag]) => ({ partNumber, etag })),
        there,
        { size },
      ),
    );

  it('[FI4] that are named make the file', () => {
    expect(choose([[1, 'e1'], [2, 'e2'], [3, 'e3']], 11)).toEqual(there); // prettier-ignore
    expect(choose([[1, 'e1'], [3, 'e3']], null)).toEqual([there[0], there[2]]); // prettier-ignore
  });

  it('[FI4] that are not there, twice there or of another size do not', () => {
    expect(choose([[4, 'e4']], null)).toBe(422);
    expect(choose([[1, 'e2']], null)).toBe(422);
    expect(choose([[1, 'e1'], [1, 'e1']], null)).toBe(422); // prettier-ignore
    expect(choose([[1, 'e1'], [2, 'e2']], 11)).toBe(422); // prettier-ignore
  });
});
