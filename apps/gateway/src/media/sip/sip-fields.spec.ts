import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../../platform/http/fields.js';
import {
  isAttributesToHeaders,
  isCodecs,
  isCountryOrEmpty,
  isDisplayName,
  isDtmf,
  isHeaders,
  isHeadersToAttributes,
  isHostOrEmpty,
  isHostPort,
  isIdList,
  isLine,
  isNumber,
  isNumberList,
  isPin,
  isSourceList,
  isTransferTarget,
} from './sip-fields.js';

const pointerOf = (rule: Rule, value: unknown): string | null => rule(value, 'f')?.pointer ?? null;
const headers = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, 'v']));

describe('fields of SIP', () => {
  it.each<[string, Rule, readonly unknown[]]>([
    [
      'numbers',
      isNumber,
      ['+1', '+123456789012345', '100', '*', 'bob.smith', 'a%20b', '*98#'.slice(0, 3), 'x'.repeat(64)],
    ],
    ['lists of numbers', isNumberList(), [[], ['+1'], Array.from({ length: 1000 }, () => '100')]],
    ['sources', isSourceList, [[], ['203.0.113.7', '10.0.0.0/8', '::1', '2001:db8::/32', 'sip.example.com']]],
    ['ids', isIdList, [[], ['ST_abc'], ['x'.repeat(64)]]],
    ['addresses', isHostPort, ['sip.example.com', 'sip.example.com:5060', '10.0.0.1:1', '[::1]:65535', '[::1]', 'pbx']],
    ['hosts', isHostOrEmpty, ['', 'pbx.example.com', '10.0.0.1']],
    ['countries', isCountryOrEmpty, ['', 'US']],
    ['lines', isLine(3), ['', 'abc', '日本語']],
    ['names to show', isDisplayName, ['', 'Foyer & Co', 'x'.repeat(128), '語'.repeat(42)]],
    ['PINs', isPin, ['', '0', '1'.repeat(32)]],
    ['tones', isDtmf, ['', '0123456789*#ABCDw', 'w'.repeat(256)]],
    [
      'headers',
      isHeaders,
      [
        {},
        { 'X-A': '' },
        { 'P-Asserted-Identity': '<sip:a@b>' },
        { 'X-A': 'a\tb' },
        { 'X-A': 'x'.repeat(1024) },
        { ['X'.repeat(255)]: 'v' },
        headers(50),
      ],
    ],
    ['headers to attributes', isHeadersToAttributes, [{}, { 'X-A': 'a' }, { From: 'from' }]],
    ['attributes to headers', isAttributesToHeaders, [{}, { a: 'X-A' }]],
    [
      'targets',
      isTransferTarget,
      [
        'tel:+15105550100',
        'tel:100',
        'sip:bob@example.com',
        'sips:bob@10.0.0.1:5061;transport=tls',
        'sip:pbx',
        `sip:${'a'.repeat(496)}@example.com`,
      ],
    ],
    [
      'codecs',
      isCodecs,
      [
        [],
        [{ name: 'PCMU' }],
        [{ name: 'G722', rate: 192_000 }],
        Array.from({ length: 20 }, () => ({ name: 'PCMA', rate: 0 })),
      ],
    ],
  ])('[SP4] %s are taken up to their limits', (_, rule, values) => {
    for (const value of values) expect([value, pointerOf(rule, value)]).toEqual([value, null]);
  });

  it.each<[string, Rule, readonly (readonly [unknown, string])[]]>([
    [
      'numbers',
      isNumber,
      [
        [null, '/f'],
        ['', '/f'],
        ['+', '/f'],
        ['+1234567890123456', '/f'],
        ['+1-510', '/f'],
        ['a@b', '/f'],
        ['sip:a', '/f'],
        ['a b', '/f'],
        ['a%2', '/f'],
        ['1\r\nX: y', '/f'],
        ['1\n', '/f'],
        ['x'.repeat(65), '/f'],
      ],
    ],
    [
      'lists of numbers',
      isNumberList(1),
      [
        ['+1', '/f'],
        [[], '/f'],
        [['+1', 2], '/f/1'],
        [Array.from({ length: 1001 }, () => '100'), '/f'],
      ],
    ],
    [
      'sources',
      isSourceList,
      [
        [['10.0.0.0/33'], '/f/0'],
        [['::1/129'], '/f/0'],
        [['10.0.0.0/8/8'], '/f/0'],
        [['10.0.0.0/'], '/f/0'],
        [['999.1.1.1'], '/f/0'],
        [['example.com', 'sip://x'], '/f/1'],
        [['a b'], '/f/0'],
        [['*'], '/f/0'],
        [['example.com/8'], '/f/0'],
      ],
    ],
    [
      'addresses',
      isHostPort,
      [
        ['', '/f'],
        ['sip:example.com', '/f'],
        ['a@example.com', '/f'],
        ['example.com;transport=tcp', '/f'],
        ['example.com:0', '/f'],
        ['example.com:65536', '/f'],
        ['::1', '/f'],
        ['[10.0.0.1]', '/f'],
        ['-a.com', '/f'],
        ['1.2.3', '/f'],
        [`${'a'.repeat(64)}.com`, '/f'],
      ],
    ],
    [
      'hosts',
      isHostOrEmpty,
      [
        ['example.com:5060', '/f'],
        [5, '/f'],
      ],
    ],
    [
      'countries',
      isCountryOrEmpty,
      [
        ['us', '/f'],
        ['USA', '/f'],
      ],
    ],
    [
      'ids',
      isIdList,
      [
        [[''], '/f/0'],
        [['x'.repeat(65)], '/f/0'],
        [['ST_a', 'a/b'], '/f/1'],
      ],
    ],
    [
      'lines',
      isLine(3),
      [
        ['abcd', '/f'],
        ['a\nb', '/f'],
        ['\u007f', '/f'],
        [{}, '/f'],
        ['\ud800', '/f'],
      ],
    ],
    [
      'names to show',
      isDisplayName,
      [
        ['x'.repeat(129), '/f'],
        ['語'.repeat(43), '/f'],
        ['"', '/f'],
        ['\\', '/f'],
        ['a\r', '/f'],
      ],
    ],
    [
      'PINs',
      isPin,
      [
        ['1'.repeat(33), '/f'],
        ['12a', '/f'],
        [12, '/f'],
      ],
    ],
    [
      'tones',
      isDtmf,
      [
        ['w'.repeat(257), '/f'],
        ['E', '/f'],
        ['1 2', '/f'],
      ],
    ],
    [
      'headers',
      isHeaders,
      [
        [[], '/f'],
        [{ '': 'v' }, '/f/'],
        [{ 'X A': 'v' }, '/f/X A'],
        [{ 'X-A': 1 }, '/f/X-A'],
        [{ 'X-A': 'a\r\nVia: x' }, '/f/X-A'],
        [{ 'X-A': 'x'.repeat(1025) }, '/f/X-A'],
        [{ 'X-A': '語'.repeat(342) }, '/f/X-A'],
        [{ ['X'.repeat(256)]: 'v' }, `/f/${'X'.repeat(256)}`],
        [{ 'Call-ID': 'v' }, '/f/Call-ID'],
        [{ VIA: 'v' }, '/f/VIA'],
        [{ t: 'v' }, '/f/t'],
        [headers(51), '/f'],
      ],
    ],
    [
      'headers to attributes',
      isHeadersToAttributes,
      [
        [{ 'X A': 'a' }, '/f/X A'],
        [{ 'X-A': '' }, '/f/X-A'],
      ],
    ],
    [
      'attributes to headers',
      isAttributesToHeaders,
      [
        [{ a: 'X A' }, '/f/a'],
        [{ a: 'Via' }, '/f/a'],
        [{ '': 'X-A' }, '/f/'],
      ],
    ],
    [
      'targets',
      isTransferTarget,
      [
        ['', '/f'],
        ['+15105550100', '/f'],
        ['http://example.com', '/f'],
        ['tel:', '/f'],
        ['tel:abc', '/f'],
        ['sip:', '/f'],
        ['sip:bob@', '/f'],
        ['sip:a@b@c', '/f'],
        ['sip:bob@example.com>\r\nX: y', '/f'],
        ['<sip:bob@example.com>', '/f'],
        ['sip:bob smith@example.com', '/f'],
        [`sip:${'a'.repeat(497)}@example.com`, '/f'],
      ],
    ],
    [
      'codecs',
      isCodecs,
      [
        [{}, '/f'],
        [[1], '/f/0'],
        [[{ name: 'PCMU' }, {}], '/f/1/name'],
        [[{ name: 'a/b' }], '/f/0/name'],
        [[{ name: 'x'.repeat(33) }], '/f/0/name'],
        [[{ name: 'PCMU', rate: 192_001 }], '/f/0/rate'],
        [[{ name: 'PCMU', rate: 0.5 }], '/f/0/rate'],
        [Array.from({ length: 21 }, () => ({ name: 'PCMA' })), '/f'],
      ],
    ],
  ])('[SP4] %s beyond them are refused with their place', (_, rule, values) => {
    for (const [value, pointer] of values) expect([value, pointerOf(rule, value)]).toEqual([value, pointer]);
  });
});
