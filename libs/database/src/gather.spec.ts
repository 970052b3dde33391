import { describe, expect, it } from '@jest/globals';
import { gather } from './gather.js';

describe('gather', () => {
  it('asks once for all of a turn, and again for those of the next', async () => {
    const asked: string[][] = [];
    const find = gather(async (keys: string[]) => {
      asked.push(keys);
      return new Map(keys.filter((key) => key !== 'none').map((key) => [key, key.toUpperCase()]));
    });
    expect(await Promise.all([find('a'), find('b'), find('a'), find('none')])).toEqual(['A', 'B', 'A', null]);
    expect(await find('c')).toBe('C');
    expect(asked).toEqual([['a', 'b', 'none'], ['c']]);
  });

  it('fails all who asked, and nobody after', async () => {
    let failing = true;
    const find = gather(async (keys: string[]) => {
      if (failing) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const both = await Promise.allSettled([find('a'), find('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    expect(await find('a')).toBe('a');
  });
});
