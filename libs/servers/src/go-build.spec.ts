import { describe, expect, it } from '@jest/globals';
import { outputKind } from './go-build.js';

describe('outputKind', () => {
  it.each([
    ['go: downloading github.com/pion/ice/v4 v4.0.1', 'download'],
    ['internal/goarch', 'package'],
    ['gopkg.in/yaml.v3', 'package'],
    ['runtime', 'package'],
    ['# github.com/pion/ice/v4', 'message'],
    ['go: module cache not found', 'message'],
    ['a/b.go:12:3: undefined: x', 'message'],
  ])('%s', (line, kind) => expect(outputKind(line)).toBe(kind));
});
