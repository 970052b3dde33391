import { describe, expect, it } from '@jest/globals';
import { aRoomId, call, secret } from './support/foyer.js';
import { mediaRequests } from './support/media-routes.js';

const requests = mediaRequests().filter(({ path }) => path.startsWith('/sip/'));
const text = (length: number): string => 'x'.repeat(length);
const digits = (length: number): string => '1'.repeat(length);
const records = (count: number, value = 'v'): object =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, value]));
const numbersOf = (count: number): string[] => Array.from({ length: count }, () => '100');

/** What each route refuses, by the place of the fault; and what it takes, which then only LiveKit lacks. */
const VALUES: readonly (readonly [name: string, taken: unknown, refused: readonly unknown[], within?: string])[] = [
  ['name', text(128), [null, 1, text(129), '\u0000']],
  ['metadata', text(65_536), [text(65_537), {}]],
  ['headers', { ...records(49), ['X'.repeat(255)]: text(1024) }, [[], records(51), null]],
  ['headers', { 'X-A': 'a\tb' }, [{ 'X-A': 'a\r\nVia: b' }, { 'X-A': 1 }, { 'X-A': text(1025) }], '/X-A'],
  ['headersToAttributes', { 'X-A': 'a' }, [{ 'X-A': '' }], '/X-A'],
  ['attributesToHeaders', { a: 'X-A' }, [{ a: 'Call-ID' }, { a: 'X A' }], '/a'],
  ['includeHeaders', 'SIP_X_HEADERS', ['SIP_SOME_HEADERS', 1, null]],
  ['authUsername', text(128), [text(129), 'a\nb', {}]],
  ['authPassword', text(128), [text(129), 'a\rb', null]],
];
const MEDIA = [
  ['encryption', 'SIP_MEDIA_ENCRYPT_REQUIRE', ['SRTP']],
  ['mediaTimeout', 600, [601, -1, 0.5, '5']],
  ['onlyListedCodecs', true, ['yes']],
  ['codecs', [{ name: 'PCMU', rate: 8000 }], [{}, Array.from({ length: 21 }, () => ({ name: 'PCMU' }))]],
] as const;
const INBOUND = [
  ['numbers', numbersOf(1000), [numbersOf(1001), '+1', null]],
  ['numbers', ['+123456789012345', text(64)], [['+1234567890123456'], [text(65)], ['']], '/0'],
  ['allowedAddresses', ['10.0.0.0/8', '::1'], [['10.0.0.0/33'], ['sip:a']], '/0'],
  ['allowedNumbers', ['+1'], [['+'], ['a b']], '/0'],
  ['authRealm', text(128), [text(129)]],
  ['ringingTimeout', 86_400, [86_401, -1, 1.5, '1', null]],
  ['maxCallDuration', 86_400, [86_401, -1]],
  ['krispEnabled', true, ['yes']],
] as const;
const OUTBOUND = [
  ['address', `${text(63)}.example.com:65535`, ['', 'sip:a', 'a@b', 'a:0', 'a;transport=tcp', text(256)]],
  ['numbers', ['100'], [[], '100']],
  ['transport', 'SIP_TRANSPORT_TCP', ['tcp', 2]],
  ['destinationCountry', 'US', ['us', 'USA']],
  ['fromHost', 'pbx.example.com', ['pbx:5060', 'sip:pbx']],
] as const;
const RULES = [
  ['trunkIds', [], [['a/b']], '/0'],
  ['inboundNumbers', ['+1'], [['+']], '/0'],
  ['attributes', { a: 'b' }, [{ a: 1 }], '/a'],
  ['rule', { dispatchRuleDirect: { roomName: text(128) } }, [{}, [], null]],
  ['rule', { dispatchRuleDirect: { roomName: 'r' } }, [{ dispatchRuleDirect: {} }], '/dispatchRuleDirect/roomName'],
  [
    'rule',
    { dispatchRuleDirect: { roomName: 'r', pin: digits(32) } },
    [{ dispatchRuleDirect: { roomName: 'r', pin: digits(33) } }],
    '/dispatchRuleDirect/pin',
  ],
  [
    'rule',
    { dispatchRuleCallee: { roomPrefix: text(32) } },
    [{ dispatchRuleCallee: { roomPrefix: text(33) } }],
    '/dispatchRuleCallee/roomPrefix',
  ],
  ['rule', { dispatchRuleCallee: {} }, [{ dispatchRuleCallee: { randomize: 1 } }], '/dispatchRuleCallee/randomize'],
  ['roomConfig', { maxParticipants: 5 }, [{ maxParticipants: -1 }], '/maxParticipants'],
  ['roomConfig', { agents: [{ agentName: 'a' }] }, [{ agents: [{}] }], '/agents/0/agentName'],
  ['hidePhoneNumber', true, ['yes']],
] as const;
const CALLS = [
  ['number', text(64), ['', text(65), 'a@b', '+', null]],
  ['roomName', text(128), ['', text(129), '..']],
  ['fromNumber', '+1', ['+']],
  ['participantIdentity', text(128), ['', text(129), '.']],
  ['participantName', text(128), [text(129)]],
  ['participantMetadata', text(65_536), [text(65_537)]],
  ['participantAttributes', { a: 'b' }, [{ a: 1 }], '/a'],
  ['displayName', text(128), [text(129), '"', 'a\nb']],
  ['dtmf', '0123456789*#ABCDw', ['E', text(257)]],
  ['headers', { 'X-A': 'v' }, [{ From: 'v' }], '/From'],
  ['ringingTimeout', 75, [76, -1]],
  ['maxCallDuration', 86_400, [86_401]],
  ['waitUntilAnswered', false, ['no']],
  ['playDialtone', true, [1]],
] as const;
const TRANSFERS = [
  [
    'transferTo',
    'sip:bob@example.com:5061;transport=tls',
    ['', 'bob', 'sip:', 'tel:x', 'sip:a b@c', 'sip:a@b\r\nX: y', text(513)],
  ],
  ['ringingTimeout', 75, [76]],
  ['headers', { 'X-A': 'v' }, [{ 'Refer-To': 'v' }], '/Refer-To'],
] as const;

describe('SIP without a SIP service', () => {
  it('[SP7] is 503 at once on every route, and says what is missing', async () => {
    expect(requests).toHaveLength(18);
    const begun = Date.now();
    for (const { method, path, body } of requests) {
      const answer = await call(method, path, { body });
      expect([method, path, answer.status, answer.body.error]).toEqual([method, path, 503, 'MEDIA_UNAVAILABLE']);
      expect(answer.body.message).toContain('There is no sip service');
      expect(answer.body.suggestion).toContain('Redis');
      expect(answer.body.errorMessage).toBe(answer.body.message);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect(Date.now() - begun).toBeLessThan(3_000);
  });

  it('[SP7] registers no room for a call that cannot be', async () => {
    const roomName = aRoomId('no-sip');
    await call('POST', '/sip/calls', { body: { number: '100', roomName, trunkId: 'ST_x' } });
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
  });

  it('[SP4] asks for a secret key with the scope media first', async () => {
    const { body: made } = await call('POST', '/admin/keys', { body: { name: aRoomId('key'), scopes: ['storage'] } });
    const narrow = secret(made.key as string);
    for (const { method, path } of requests) {
      expect([path, (await call(method, path, { key: null })).status]).toEqual([path, 401]);
      expect([path, (await call(method, path, { key: 'pk_localdev' })).status]).toEqual([path, 401]);
      const { status, body } = await call(method, path, { key: narrow });
      expect([path, status, body.error]).toEqual([path, 403, 'INSUFFICIENT_SCOPE']);
    }
  });

  it.each([
    ['POST /sip/inbound-trunks', { numbers: ['100'] }, [...VALUES.slice(0, 7), ...INBOUND]],
    ['PATCH /sip/inbound-trunks/ST_x', {}, [...VALUES, ...INBOUND]],
    ['POST /sip/outbound-trunks', { address: 'a', numbers: ['100'] }, [...VALUES, ...OUTBOUND]],
    ['PATCH /sip/outbound-trunks/ST_x', {}, [...VALUES, ...OUTBOUND]],
    ['POST /sip/dispatch-rules', { rule: { dispatchRuleCallee: {} } }, [...VALUES.slice(0, 2), ...RULES]],
    ['PATCH /sip/dispatch-rules/SDR_x', {}, [...VALUES.slice(0, 2), ...RULES.filter(([name]) => name !== 'rule')]],
    ['POST /sip/calls', { number: '100', roomName: 'r', trunkId: 'ST_x' }, CALLS],
    ['POST /sip/calls/r/p/transfer', { transferTo: 'tel:100' }, TRANSFERS],
  ] as const)('[SP4] %s takes what can be, and refuses the rest with its place', async (route, base, values) => {
    const [method = '', path = ''] = route.split(' ');
    for (const [name, taken, refused, within = ''] of values as typeof VALUES) {
      const answer = await call(method, path, { body: { ...base, [name]: taken } });
      expect([name, answer.status]).toEqual([name, 503]);
      for (const value of refused) {
        const { status, body } = await call(method, path, { body: { ...base, [name]: value } });
        expect([value, status, body.errors?.[0].pointer, body.errorMessage]).toEqual([
          value,
          422,
          expect.stringMatching(new RegExp(`^/${name}${within}`)),
          body.message,
        ]);
      }
    }
  });

  it.each([
    ['POST /sip/inbound-trunks', { numbers: ['100'] }],
    ['POST /sip/outbound-trunks', { address: 'a', numbers: ['100'] }],
    ['POST /sip/dispatch-rules', { rule: { dispatchRuleCallee: {} } }],
    ['POST /sip/calls', { number: '100', roomName: 'r', trunkId: 'ST_x' }],
  ] as const)('[SP4] so with what is in `media` of %s', async (route, base) => {
    const [method = '', path = ''] = route.split(' ');
    for (const [name, taken, refused] of MEDIA) {
      expect((await call(method, path, { body: { ...base, media: { [name]: taken } } })).status).toBe(503);
      for (const value of refused) {
        const { status, body } = await call(method, path, { body: { ...base, media: { [name]: value } } });
        expect([value, status, body.errors?.[0].pointer]).toEqual([
          value,
          422,
          expect.stringMatching(`^/media/${name}`),
        ]);
      }
    }
  });

  it.each([
    ['POST /sip/inbound-trunks', {}, '/numbers'],
    ['POST /sip/inbound-trunks', { authUsername: 'u' }, '/authPassword'],
    ['POST /sip/inbound-trunks', { authPassword: 'p', numbers: ['1'] }, '/authUsername'],
    ['POST /sip/outbound-trunks', { numbers: ['1'] }, '/address'],
    ['POST /sip/outbound-trunks', { address: 'a' }, '/numbers'],
    ['POST /sip/dispatch-rules', {}, '/rule'],
    ['POST /sip/dispatch-rules', { rule: { dispatchRuleCallee: {}, dispatchRuleIndividual: {} } }, '/rule'],
    ['POST /sip/calls', { roomName: 'r', trunkId: 'ST_x' }, '/number'],
    ['POST /sip/calls', { number: '1', trunkId: 'ST_x' }, '/roomName'],
    ['POST /sip/calls', { number: '1', roomName: 'r' }, '/trunkId'],
    ['POST /sip/calls', { number: '1', roomName: 'r', trunkId: 'ST_x', trunk: { hostname: 'a' } }, '/trunkId'],
    ['POST /sip/calls', { number: '1', roomName: 'r', trunk: { hostname: 'a' } }, '/fromNumber'],
    ['POST /sip/calls', { number: '1', roomName: 'r', trunk: {}, fromNumber: '1' }, '/trunk/hostname'],
    [
      'POST /sip/calls',
      { number: '1', roomName: 'r', trunk: { hostname: 'sip:a' }, fromNumber: '1' },
      '/trunk/hostname',
    ],
    ['POST /sip/calls/r/p/transfer', {}, '/transferTo'],
  ] as const)('[SP4] %s needs what it needs: %j', async (route, body, pointer) => {
    const [method = '', path = ''] = route.split(' ');
    const { status, body: answer } = await call(method, path, { body });
    expect([status, answer.errors?.[0].pointer]).toEqual([422, pointer]);
  });

  it('[SP5] finds nothing by what can be no id', async () => {
    for (const path of ['/sip/inbound-trunks/', '/sip/outbound-trunks/', '/sip/dispatch-rules/'])
      for (const id of ['%00', '%20', text(65), 'a%2Fb'])
        expect([path, id, (await call('GET', path + id)).body.error]).toEqual([path, id, 'RESOURCE_NOT_FOUND']);
    expect((await call('DELETE', `/sip/calls/${text(129)}/p`)).body.error).toBe('ROOM_NOT_FOUND');
    expect((await call('DELETE', `/sip/calls/r/${text(257)}`)).body.error).toBe('PARTICIPANT_NOT_FOUND');
  });
});
