import { describe, expect, it } from '@jest/globals';
import { FoyerError } from '@foyer/core';
import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@foyer/livekit';
import type { CreateSipDispatchRuleBody } from './sip-dispatch-rule.dto.js';
import { changedDispatchRule, toDispatchRuleBody } from './sip-dispatch-rule.mapper.js';
import { shareCallers, shareCalls } from './sip-conflicts.js';
import { asTaken } from './sip-errors.js';
import { toLivekitJson } from './sip-json.js';
import {
  changedInboundTrunk,
  changedOutboundTrunk,
  toInboundTrunkBody,
  toOutboundTrunkBody,
} from './sip-trunk.mapper.js';
import { Turns } from './turns.js';

const rule = (value: object): CreateSipDispatchRuleBody['rule'] => value as CreateSipDispatchRuleBody['rule'];

describe('a trunk', () => {
  const trunk = new SIPInboundTrunkInfo({
    sipTrunkId: 'ST_1',
    numbers: ['+1', '+2'],
    authUsername: 'u',
    authPassword: 'hidden',
    headers: { 'X-A': 'a' },
    ringingTimeout: { seconds: 30n },
    media: { codecs: [{ name: 'PCMU', rate: 8000 }], encryption: 2 },
    krispEnabled: true,
  });

  it('[SP2] is shown without its password, but says whether it has one', () => {
    for (const shown of [
      toInboundTrunkBody(trunk),
      toOutboundTrunkBody(new SIPOutboundTrunkInfo({ authUsername: 'u', authPassword: 'hidden' })),
    ]) {
      expect(JSON.stringify(shown)).not.toContain('hidden');
      expect(shown).toMatchObject({ authUsername: 'u', hasAuthPassword: true });
    }
    expect(toInboundTrunkBody(new SIPInboundTrunkInfo()).hasAuthPassword).toBe(false);
  });

  it('[SP3] changes in what is named alone; lists and objects are set as a whole', () => {
    const { numbers, headers, authPassword, ringingTimeout, krispEnabled, media } = changedInboundTrunk(trunk, {
      numbers: ['+3'],
      headers: {},
      media: { onlyListedCodecs: true, mediaTimeout: 20 },
    });
    expect({ numbers, headers, authPassword, krispEnabled, ringing: ringingTimeout?.seconds }).toEqual({
      numbers: ['+3'],
      headers: {},
      authPassword: 'hidden',
      krispEnabled: true,
      ringing: 30n,
    });
    expect(media?.toJson()).toEqual({
      codecs: [{ name: 'PCMU', rate: 8000 }],
      encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE',
      onlyListedCodecs: true,
      mediaTimeout: '20s',
    });
    const without = changedInboundTrunk(trunk, { ringingTimeout: 0, authPassword: '' });
    expect([without.ringingTimeout, without.authPassword]).toEqual([undefined, '']);
  });

  it('[SP1] has enums by name and times as texts', () => {
    expect(toInboundTrunkBody(trunk)).toMatchObject({
      ringingTimeout: '30s',
      includeHeaders: 'SIP_NO_HEADERS',
      media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' },
    });
    const made = changedOutboundTrunk(new SIPOutboundTrunkInfo(), {
      address: 'a',
      numbers: ['1'],
      transport: 'SIP_TRANSPORT_TLS',
    });
    expect(Number(made.transport)).toBe(3);
    expect(toLivekitJson({ ringingTimeout: 5, maxCallDuration: 0 })).toEqual({
      ringingTimeout: '5s',
      maxCallDuration: undefined,
    });
  });
});

describe('a dispatch rule', () => {
  const info = changedDispatchRule(new SIPDispatchRuleInfo(), {
    rule: rule({ dispatchRuleDirect: { roomName: 'r', pin: '4711' } }),
    roomConfig: { emptyTimeout: 5, agents: [{ agentName: 'a' }] },
  });

  it('[SP2] is shown without its PIN, but says whether it has one, and without recordings', () => {
    const json = info.toJson() as { roomConfig: object };
    const roomConfig = { ...json.roomConfig, egress: { tracks: { filepath: 'hidden' } } };
    const shown = toDispatchRuleBody(SIPDispatchRuleInfo.fromJson({ ...json, roomConfig }));
    expect(JSON.stringify(shown)).not.toContain('hidden');
    expect(JSON.stringify(shown)).not.toContain('4711');
    expect(shown.rule).toEqual({ dispatchRuleDirect: { roomName: 'r', hasPin: true } });
    expect(shown.roomConfig).toMatchObject({ emptyTimeout: 5, agents: [{ agentName: 'a', metadata: '' }] });
    expect(shown.roomConfig).not.toHaveProperty('egress');
  });

  it('[SP3] keeps its PIN, whatever kind it becomes, until another one is named', () => {
    const pinOf = (changes: object): string | undefined =>
      changedDispatchRule(info, { rule: rule(changes) }).rule?.rule.value?.pin;
    expect(pinOf({ dispatchRuleDirect: { roomName: 's' } })).toBe('4711');
    expect(pinOf({ dispatchRuleCallee: {} })).toBe('4711');
    expect(pinOf({ dispatchRuleIndividual: { pin: '' } })).toBe('');
    expect(changedDispatchRule(info, { name: 'n' }).rule?.rule.value?.pin).toBe('4711');
    const { roomConfig } = changedDispatchRule(info, { roomConfig: { metadata: 'm' } });
    expect(roomConfig).toMatchObject({ emptyTimeout: 5, metadata: 'm', agents: [{ agentName: 'a' }] });
  });

  it('[SP4] ignores keys that nobody knows, also inside', () => {
    const strange = { roomConfig: { strange: {}, agents: [{ agentName: 'a', strange: 1 }] } } as object;
    const { roomConfig, rule: made } = changedDispatchRule(new SIPDispatchRuleInfo(), {
      ...strange,
      rule: rule({ dispatchRuleDirect: { roomName: 'r', strange: [] } }),
    });
    expect([roomConfig?.agents[0]?.agentName, made?.rule.value]).toMatchObject(['a', { roomName: 'r' }]);
  });

  it('[SP4] is of exactly one kind', () => {
    for (const wrong of [{}, { dispatchRuleDirect: { roomName: 'r' }, dispatchRuleCallee: {} }])
      expect(() => changedDispatchRule(new SIPDispatchRuleInfo(), { rule: rule(wrong) })).toThrow('exactly one of');
  });
});

describe('what is taken', () => {
  const livekit = (message: string): FoyerError => new FoyerError('BAD_REQUEST', `LiveKit: ${message}`);
  const conflict = livekit(
    'Conflicting inbound SIP Trunks: "<new>" and "ST_2", using the same number(s) ["+1"] without',
  );

  it('[SP6] is a conflict that names the other one', () => {
    expect(asTaken(conflict, 'Conflicting', 'ST_1', 'The trunk{id} is there.')).toMatchObject({
      code: 'RESOURCE_ALREADY_EXISTS',
      message: 'The trunk "ST_2" is there.',
    });
    expect(asTaken(conflict, 'Conflicting', 'ST_2', 'A trunk{id} is there.')).toMatchObject({
      message: 'A trunk is there.',
    });
  });

  it('[SP6] is told from what is wrong', () => {
    for (const other of [
      livekit('no such thing'),
      new FoyerError('MEDIA_TIMEOUT', 'LiveKit: Conflicting'),
      new Error('x'),
    ])
      expect(asTaken(other, 'Conflicting', null, '')).toBe(other);
  });
});

describe('a conflict', () => {
  const trunk = (numbers: string[], allowedNumbers: string[] = []): SIPInboundTrunkInfo =>
    new SIPInboundTrunkInfo({ numbers, allowedNumbers });
  const aRule = (pin: string, trunkIds: string[] = [], numbers: string[] = [], inboundNumbers: string[] = []) =>
    new SIPDispatchRuleInfo({
      trunkIds,
      numbers,
      inboundNumbers,
      rule: { rule: { case: 'dispatchRuleDirect', value: { roomName: 'r', pin } } },
    });

  it('[SP6] of trunks is one number and one caller of both, or all of both', () => {
    for (const [a, b, expected] of [
      [trunk(['+1', '+2']), trunk(['+3', '2']), true],
      [trunk(['+1']), trunk(['+1'], ['+5']), false],
      [trunk(['+1'], ['+5']), trunk(['+1'], ['+6', '(5)']), true],
      [trunk(['+1'], ['+5']), trunk(['+1'], ['+6']), false],
      [trunk(['+1']), trunk([]), false],
      [trunk([]), trunk([]), true],
      [trunk(['bob']), trunk(['Bob']), false],
    ] as const)
      expect([a.numbers, b.numbers, shareCalls(a, b)]).toEqual([a.numbers, b.numbers, expected]);
  });

  it('[SP6] of rules is one PIN, trunk, number and caller of both', () => {
    for (const [a, b, expected] of [
      [aRule(''), aRule(''), true],
      [aRule(''), aRule('1'), false],
      [aRule('', ['ST_1']), aRule(''), false],
      [aRule('', ['ST_1', 'ST_2']), aRule('', ['ST_2']), true],
      [aRule('', [], ['+1']), aRule('', [], ['+2']), false],
      [aRule('', [], ['+1'], ['+3']), aRule('', [], ['1'], ['+3']), true],
      [aRule('', [], ['+1'], ['+3']), aRule('', [], ['+1'], ['+4']), false],
    ] as const)
      expect([a.toJson(), b.toJson(), shareCallers(a, b)]).toEqual([a.toJson(), b.toJson(), expected]);
  });
});

describe('turns', () => {
  it('[SP3] are taken one after the other for one thing, also after one that failed', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    let open = (): void => undefined;
    const otherBegins = new Promise<void>((resolve) => (open = resolve));
    const turn = async (name: string): Promise<void> => {
      seen.push(`${name} begins`);
      if (name === 'first') await otherBegins;
      if (name === 'other') open();
      seen.push(`${name} ends`);
      if (name === 'first') throw new Error(name);
    };
    const done = await Promise.allSettled([
      turns.take('a', () => turn('first')),
      turns.take('a', () => turn('second')),
      turns.take('b', () => turn('other')),
    ]);
    expect(done.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(seen.indexOf('second begins')).toBeGreaterThan(seen.indexOf('first ends'));
    expect(seen.indexOf('other begins')).toBeLessThan(seen.indexOf('first ends'));
  });
});
