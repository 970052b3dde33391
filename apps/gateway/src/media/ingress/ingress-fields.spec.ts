import { describe, expect, it } from '@jest/globals';
import { INGRESS_LIMITS, isEncodedOneWay, isLayers, isMediaUrl } from './ingress-fields.js';

const pointerOf = (rule: typeof isLayers, value: unknown): string | undefined => rule(value, 'f')?.pointer;

describe('the address of media', () => {
  const longest = `http://a/${'x'.repeat(INGRESS_LIMITS.urlLength - 9)}`;

  it.each([
    'http://a/b.mp4',
    'https://user:pass@a.example:8443/b.m3u8?x=1',
    'srt://a:7001?mode=caller',
    'HTTP://A',
    longest,
  ])('[IG4] may be %s', (url) => expect(isMediaUrl(url, 'url')).toBeNull());

  it.each([
    '',
    'a',
    '//a/b',
    'ftp://a/b',
    'rtmp://a/b',
    'file:///etc/passwd',
    'http:a',
    'http://',
    'http:///a',
    ' http://a',
    'http://a b/',
    'http://a/\0',
    `${longest}x`,
    null,
    5,
    ['http://a'],
  ])('[IG4] may not be %j', (url) => expect(isMediaUrl(url, 'url')?.pointer).toBe('/url'));
});

describe('the sizes of a video', () => {
  const layer = { quality: 'HIGH', width: 1280, height: 720 };
  const { layerSide, videoBitrate } = INGRESS_LIMITS;

  it.each([
    [[]],
    [[layer]],
    [[{ ...layer, width: layerSide.min, height: layerSide.max, bitrate: videoBitrate.min }]],
    [[{ ...layer, width: layerSide.max, height: layerSide.min, bitrate: videoBitrate.max }]],
    [[layer, { quality: 'LOW', width: 320, height: 180 }, { quality: 'MEDIUM', width: 640, height: 360 }]],
    [[layer, { ...layer, quality: 'LOW' }]],
  ])('[IG4] may be %j', (layers) => expect(isLayers(layers, 'f')).toBeNull());

  it.each([
    ['HIGH', '/f'],
    [{}, '/f'],
    [['HIGH'], '/f/0'],
    [[null], '/f/0'],
    [[{}], '/f/0/quality'],
    [[{ ...layer, quality: 'OFF' }], '/f/0/quality'],
    [[{ ...layer, width: layerSide.min - 2 }], '/f/0/width'],
    [[{ ...layer, width: layerSide.max + 2 }], '/f/0/width'],
    [[{ ...layer, width: 1281 }], '/f/0/width'],
    [[{ ...layer, width: 1280.5 }], '/f/0/width'],
    [[{ ...layer, height: '720' }], '/f/0/height'],
    [[{ ...layer, height: 721 }], '/f/0/height'],
    [[{ ...layer, bitrate: videoBitrate.min - 1 }], '/f/0/bitrate'],
    [[{ ...layer, bitrate: videoBitrate.max + 1 }], '/f/0/bitrate'],
    [[layer, layer], '/f/1/quality'],
    [[layer, { quality: 'LOW', width: 1920, height: 720 }], '/f/0'],
    [[{ quality: 'LOW', width: 320, height: 740 }, layer], '/f/1'],
  ])('[IG4] may not be %j', (layers, pointer) => expect(pointerOf(isLayers, layers)).toBe(pointer));
});

describe('an encoding', () => {
  it('[IG4] is a preset or its own, not both', () => {
    for (const value of [{}, { preset: 'P' }, { options: {} }, null, 'x', []])
      expect(isEncodedOneWay(value, 'f')).toBeNull();
    expect(pointerOf(isEncodedOneWay, { preset: 'P', options: {} })).toBe('/f/options');
  });
});
