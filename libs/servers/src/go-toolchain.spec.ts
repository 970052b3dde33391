import { describe, expect, it } from '@jest/globals';
import { isRecentVersion } from './go-toolchain.js';

describe('isRecentVersion', () => {
  it.each([
    ['go version go1.26.8 linux/amd64', true],
    ['go version go1.26rc1 linux/amd64', true],
    ['go version go1.30 darwin/arm64', true],
    ['go version go2.0 linux/amd64', true],
    ['go version go1.25.9 linux/amd64', false],
    ['go version go1.19.8 linux/amd64', false],
    ['', false],
  ])('%s', (text, recent) => expect(isRecentVersion(text)).toBe(recent));
});
