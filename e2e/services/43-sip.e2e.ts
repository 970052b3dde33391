import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import type { Room } from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { aRoomId, call, dataDir, logFile, secret, url, type Answer } from '../support/foyer.js';
import { sipService } from '../support/livekit-sdk.js';
import { enterCall, leaveAllCalls, type Ticket } from '../support/participants.js';
import { collection, requestNames, runCollection } from '../support/postman.js';
import { callWithLogin } from './support/login-call.js';
import { sippCalls, sippTakesCall, type Telephone } from './support/sipp.js';
import { hearsTone, playTone } from './support/sound.js';
import { speakingTelephone, telephone } from './support/telephone.js';

const ok = async (method: string, path: string, body?: unknown, status = 200): Promise<Answer['body']> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
};
const refusal = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
  const answer = await call(method, path, { body });
  expect(answer.body.errorMessage).toBe(answer.body.message);
  return [answer.status, answer.body.error, answer.body.message];
};
const hidden: string[] = [];
/** A password or PIN, which must never stand in the log. */
const hide = (text: string): string => {
  hidden.push(secret(text));
  return text;
};
let numbers = 100;
/** A number that no other test uses. */
const aNumber = (): string => `+1510555${String((numbers += 1)).padStart(4, '0')}`;
const at = (roomName: string, identity: string, rest = ''): string =>
  `/sip/calls/${encodeURIComponent(roomName)}/${encodeURIComponent(identity)}${rest}`;

const made: string[] = [];
const make = async (what: string, body: object): Promise<Answer['body']> => {
  const { trunk, rule } = await ok('POST', `/sip/${what}`, body, 201);
  made.push(`/sip/${what}/${trunk?.sipTrunkId ?? rule.sipDispatchRuleId}`);
  return trunk ?? rule;
};
const telephones: Telephone[] = [];
const withTelephone = async (phone: Promise<Telephone>): Promise<Telephone> => {
  telephones.push(await phone);
  return phone;
};
const silences: (() => void)[] = [];
const tone = async (room: Room, hertz: number): Promise<void> => void silences.push(await playTone(room, hertz));
const enter = async (roomName: string, participantIdentity: string): Promise<Room> => {
  const ticket = await ok('POST', '/token', { roomName, participantIdentity });
  secret(ticket.token as string);
  return enterCall(ticket as Ticket);
};
const outboundTrunk = async (address: string, more: object = {}): Promise<string> =>
  (await make('outbound-trunks', { address, numbers: [aNumber()], transport: 'SIP_TRANSPORT_UDP', ...more }))
    .sipTrunkId as string;
const identitiesIn = async (roomName: string): Promise<string[]> =>
  (await ok('GET', `/rooms/${encodeURIComponent(roomName)}/participants`)).participants.map(
    ({ identity }: { identity: string }) => identity,
  ) as string[];

afterEach(async () => {
  for (const silence of silences.splice(0)) silence();
  await Promise.all(telephones.splice(0).map((phone) => phone.stop()));
  // Rules before the trunks that they name.
  for (const path of made.splice(0).toReversed()) await call('DELETE', path);
});
afterAll(leaveAllCalls);

describe('inbound trunks', () => {
  it('[SP1] [SP5] are created, found, listed and deleted once, as the official client sees them', async () => {
    const number = aNumber();
    const wishes = {
      name: 'Empfang 受付',
      metadata: '{"a":1}',
      numbers: [number, 'reception'],
      allowedAddresses: ['127.0.0.1', '10.0.0.0/8'],
      allowedNumbers: ['+15105550000'],
      authRealm: 'realm',
      headers: { 'X-Source': 'foyer' },
      headersToAttributes: { 'X-Customer': 'customer' },
      attributesToHeaders: { outcome: 'X-Outcome' },
      includeHeaders: 'SIP_X_HEADERS',
      krispEnabled: true,
    };
    const media = {
      onlyListedCodecs: true,
      codecs: [{ name: 'PCMU', rate: 8000 }],
      encryption: 'SIP_MEDIA_ENCRYPT_ALLOW',
    };
    const trunk = await make('inbound-trunks', {
      ...wishes,
      ringingTimeout: 40,
      maxCallDuration: 3600,
      media: { ...media, mediaTimeout: 20 },
    });
    expect(trunk).toMatchObject({
      ...wishes,
      sipTrunkId: expect.stringMatching(/^ST_\w+$/),
      authUsername: '',
      hasAuthPassword: false,
      ringingTimeout: '40s',
      maxCallDuration: '3600s',
      media: { ...media, mediaTimeout: '20s' },
    });
    const path = `/sip/inbound-trunks/${trunk.sipTrunkId}`;
    expect(await ok('GET', path)).toEqual({ trunk });
    expect((await ok('GET', `/sip/inbound-trunks?number=${encodeURIComponent(number)}`)).trunks).toEqual([trunk]);
    expect((await ok('GET', '/sip/inbound-trunks')).trunks).toContainEqual(trunk);
    expect((await ok('GET', '/sip/inbound-trunks?number=nobody')).trunks).not.toContainEqual(trunk);
    const [official] = await (await sipService()).listSipInboundTrunk({ trunkIds: [trunk.sipTrunkId as string] });
    expect({ ...(official?.toJson({ emitDefaultValues: true }) as object), hasAuthPassword: false }).toEqual({
      ...trunk,
      authPassword: '',
    });
    expect(await ok('DELETE', path)).toEqual({ message: 'SIP inbound trunk deleted' });
    for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { name: 'x' }]] as const)
      expect(await refusal(method, path, body)).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
        `There is no inbound trunk "${trunk.sipTrunkId}".`,
      ]);
  });

  it('[SP2] [SP3] change in what is sent alone, and never show their password', async () => {
    const authPassword = hide('a-password-of-an-inbound-trunk');
    const trunk = await make('inbound-trunks', {
      numbers: [aNumber()],
      authUsername: 'u',
      authPassword,
      ringingTimeout: 9,
    });
    expect(trunk).toMatchObject({ authUsername: 'u', hasAuthPassword: true });
    const path = `/sip/inbound-trunks/${trunk.sipTrunkId}`;
    const numbersNow = [aNumber(), aNumber()];
    const changed = (await ok('PATCH', path, { name: 'n', numbers: numbersNow, headers: { 'X-A': 'a' } })).trunk;
    expect(changed).toEqual({
      ...trunk,
      name: 'n',
      numbers: numbersNow,
      headers: { 'X-A': 'a' },
      media: changed.media,
    });
    const withoutRinging = (await ok('PATCH', path, { ringingTimeout: 0, allowedNumbers: [] })).trunk;
    expect(withoutRinging).toEqual({ ...changed, ringingTimeout: undefined });
    const [official] = await (await sipService()).listSipInboundTrunk({ trunkIds: [trunk.sipTrunkId as string] });
    expect(official?.authPassword).toBe(authPassword);
    const answers = await Promise.all(
      [{ name: 'one' }, { metadata: 'two' }, { krispEnabled: true }, { includeHeaders: 'SIP_ALL_HEADERS' }].map(
        (body) => call('PATCH', path, { body }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const after = await call('GET', path);
    expect(after.body.trunk).toMatchObject({
      name: 'one',
      metadata: 'two',
      krispEnabled: true,
      includeHeaders: 'SIP_ALL_HEADERS',
    });
    for (const { text } of [after, ...answers]) expect(text).not.toContain(authPassword);
    const open = await call('PATCH', path, { body: { authPassword: '' } });
    expect([open.status, open.body.errors[0].pointer]).toEqual([422, '/authPassword']);
    expect((await ok('PATCH', path, { authPassword: '', authUsername: '' })).trunk.hasAuthPassword).toBe(false);
    const bare = await call('PATCH', path, { body: { numbers: [] } });
    expect([bare.status, bare.body.errors[0].pointer]).toEqual([422, '/numbers']);
  });

  it('[SP6] never share a number', async () => {
    const number = aNumber();
    const first = await make('inbound-trunks', { numbers: [number] });
    const other = await make('inbound-trunks', { numbers: [aNumber()] });
    const said = [
      409,
      'RESOURCE_ALREADY_EXISTS',
      `The inbound trunk "${first.sipTrunkId}" takes calls to the same numbers, from the same callers.`,
    ];
    expect(await refusal('POST', '/sip/inbound-trunks', { numbers: [number] })).toEqual(said);
    expect(
      (await refusal('PATCH', `/sip/inbound-trunks/${other.sipTrunkId}`, { numbers: [number] })).slice(0, 2),
    ).toEqual(said.slice(0, 2));
    expect((await ok('GET', `/sip/inbound-trunks/${other.sipTrunkId}`)).trunk.numbers).toEqual(other.numbers);
  });
});

describe('outbound trunks', () => {
  it('[SP1] [SP2] [SP3] [SP5] are created, found, changed and deleted once', async () => {
    const authPassword = hide('a-password-of-an-outbound-trunk');
    const wishes = {
      name: 'Provider',
      metadata: 'm',
      address: 'sip.example.com:5061',
      destinationCountry: 'US',
      transport: 'SIP_TRANSPORT_TLS',
      numbers: [aNumber()],
      authUsername: 'acme',
      headers: { 'X-A': 'a' },
      headersToAttributes: { 'X-B': 'b' },
      attributesToHeaders: { c: 'X-C' },
      includeHeaders: 'SIP_ALL_HEADERS',
      fromHost: 'pbx.example.com',
    };
    const trunk = await make('outbound-trunks', {
      ...wishes,
      authPassword,
      media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' },
    });
    expect(trunk).toMatchObject({
      ...wishes,
      hasAuthPassword: true,
      media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' },
    });
    const path = `/sip/outbound-trunks/${trunk.sipTrunkId}`;
    const changed = (await ok('PATCH', path, { address: '[::1]:5060', transport: 'SIP_TRANSPORT_AUTO', fromHost: '' }))
      .trunk;
    expect(changed).toEqual({ ...trunk, address: '[::1]:5060', transport: 'SIP_TRANSPORT_AUTO', fromHost: '' });
    expect(await ok('GET', path)).toEqual({ trunk: changed });
    expect((await ok('GET', `/sip/outbound-trunks?number=${encodeURIComponent(wishes.numbers[0]!)}`)).trunks).toEqual([
      changed,
    ]);
    const [official] = await (await sipService()).listSipOutboundTrunk({ trunkIds: [trunk.sipTrunkId as string] });
    expect(official?.authPassword).toBe(authPassword);
    expect((await call('GET', '/sip/outbound-trunks')).text).not.toContain(authPassword);
    const inbound = await make('inbound-trunks', { numbers: [aNumber()] });
    for (const id of [inbound.sipTrunkId, 'ST_none', 'x'.repeat(65), '%00'])
      for (const method of ['GET', 'DELETE'])
        expect((await refusal(method, `/sip/outbound-trunks/${id}`)).slice(0, 2)).toEqual([404, 'RESOURCE_NOT_FOUND']);
    expect((await refusal('GET', `/sip/inbound-trunks/${trunk.sipTrunkId}`)).slice(0, 2)).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
    ]);
    expect((await refusal('DELETE', `/sip/inbound-trunks/${trunk.sipTrunkId}`)).slice(0, 2)).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
    ]);
    expect(await ok('GET', path)).toEqual({ trunk: changed });
    expect(await ok('GET', `/sip/inbound-trunks/${inbound.sipTrunkId}`)).toEqual({ trunk: inbound });
    expect(await ok('DELETE', path)).toEqual({ message: 'SIP outbound trunk deleted' });
    expect((await refusal('DELETE', path)).slice(0, 2)).toEqual([404, 'RESOURCE_NOT_FOUND']);
  });
});

describe('dispatch rules', () => {
  let trunkId = '';
  beforeEach(async () => {
    trunkId = (await make('inbound-trunks', { numbers: [aNumber()] })).sipTrunkId as string;
  });

  it('[SP1] [SP2] [SP3] [SP5] of every kind are created, found, changed and deleted once', async () => {
    const pin = hide('470815');
    const wishes = {
      trunkIds: [trunkId],
      hidePhoneNumber: true,
      inboundNumbers: ['+15105550000'],
      numbers: ['+15105550001'],
      name: 'Reception',
      metadata: 'm',
      attributes: { team: 'blue' },
      krispEnabled: true,
    };
    const roomConfig = {
      emptyTimeout: 60,
      maxParticipants: 9,
      metadata: 'c',
      agents: [{ agentName: 'a', metadata: 'b' }],
    };
    const rule = await make('dispatch-rules', {
      ...wishes,
      rule: { dispatchRuleDirect: { roomName: 'Test Room', pin } },
      roomConfig,
      media: { encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' },
    });
    expect(rule).toMatchObject({
      ...wishes,
      sipDispatchRuleId: expect.stringMatching(/^SDR_\w+$/),
      rule: { dispatchRuleDirect: { roomName: 'Test Room', hasPin: true } },
      roomConfig: { ...roomConfig, agents: [{ agentName: 'a', metadata: 'b', attributes: {} }] },
      media: { encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' },
    });
    const path = `/sip/dispatch-rules/${rule.sipDispatchRuleId}`;
    const pinNow = async (): Promise<string | undefined> =>
      (await (await sipService()).listSipDispatchRule({ dispatchRuleIds: [rule.sipDispatchRuleId as string] }))[0]?.rule
        ?.rule.value?.pin;
    const callee = (await ok('PATCH', path, { rule: { dispatchRuleCallee: { roomPrefix: 'c', randomize: true } } }))
      .rule;
    expect(callee).toEqual({
      ...rule,
      rule: { dispatchRuleCallee: { roomPrefix: 'c', randomize: true, hasPin: true } },
    });
    expect(await pinNow()).toBe(pin);
    const individual = (await ok('PATCH', path, { rule: { dispatchRuleIndividual: { pin: '' } }, attributes: {} }))
      .rule;
    expect(individual).toEqual({
      ...rule,
      attributes: {},
      rule: { dispatchRuleIndividual: { roomPrefix: '', noRandomness: false, hasPin: false } },
    });
    expect(await pinNow()).toBe('');
    expect(await ok('GET', path)).toEqual({ rule: individual });
    expect((await ok('GET', `/sip/dispatch-rules?trunkId=${trunkId}`)).rules).toContainEqual(individual);
    expect((await ok('GET', '/sip/dispatch-rules?trunkId=ST_other')).rules).not.toContainEqual(individual);
    expect(await ok('DELETE', path)).toEqual({ message: 'SIP dispatch rule deleted' });
    for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { name: 'x' }]] as const)
      expect(await refusal(method, path, body)).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
        `There is no dispatch rule "${rule.sipDispatchRuleId}".`,
      ]);
  });

  it('[SP4] [SP6] never are for what another one is for, nor for a trunk that is not there', async () => {
    const body = { trunkIds: [trunkId], rule: { dispatchRuleDirect: { roomName: 'r' } } };
    const first = await make('dispatch-rules', body);
    expect(await refusal('POST', '/sip/dispatch-rules', body)).toEqual([
      409,
      'RESOURCE_ALREADY_EXISTS',
      `The dispatch rule "${first.sipDispatchRuleId}" is for the same trunks and numbers, and asks for the same PIN or none.`,
    ]);
    const other = (await make('inbound-trunks', { numbers: [aNumber()] })).sipTrunkId as string;
    const second = await make('dispatch-rules', { ...body, trunkIds: [other] });
    expect(
      (await refusal('PATCH', `/sip/dispatch-rules/${second.sipDispatchRuleId}`, { trunkIds: [trunkId] })).slice(0, 2),
    ).toEqual([409, 'RESOURCE_ALREADY_EXISTS']);
    const unknown = await call('POST', '/sip/dispatch-rules', { body: { ...body, trunkIds: [trunkId, 'ST_none'] } });
    expect([unknown.status, unknown.body.errors]).toEqual([
      422,
      [{ pointer: '/trunkIds/1', message: 'There is no inbound trunk "ST_none".' }],
    ]);
  });
});

describe('calls out', () => {
  it('[SP8] [SP10] bring the called one into the call of a new room, both ways, until it is hung up on', async () => {
    const [roomName, phone] = [aRoomId('Phone 電話'), await withTelephone(sippTakesCall())];
    const trunkId = await outboundTrunk(phone.address);
    const number = aNumber();
    const { participant } = await ok(
      'POST',
      '/sip/calls',
      {
        number,
        roomName,
        trunkId,
        participantIdentity: 'phone/1',
        participantName: 'Bob 電',
        participantMetadata: 'm',
        participantAttributes: { team: 'blue' },
        displayName: 'Foyer',
        headers: { 'X-Case': '42' },
        waitUntilAnswered: true,
        ringingTimeout: 20,
        maxCallDuration: 600,
      },
      201,
    );
    expect(participant).toEqual({
      participantId: expect.stringMatching(/^PA_/),
      participantIdentity: 'phone/1',
      roomName,
      sipCallId: expect.stringMatching(/^SCL_/),
    });
    expect(await ok('GET', `/v2/rooms/${encodeURIComponent(roomName)}`)).toMatchObject({
      defaultAccesses: ['room:write'],
    });
    const listener = await enter(roomName, 'listener');
    await tone(listener, 440);
    await hearsTone(listener, 'phone/1', 440, 1000);
    const shown = (await ok('GET', `/rooms/${encodeURIComponent(roomName)}/participants/phone%2F1`)).participant;
    expect(shown).toMatchObject({
      kind: 'SIP',
      name: 'Bob 電',
      metadata: 'm',
      attributes: { team: 'blue', 'sip.phoneNumber': number, 'sip.callStatus': 'active' },
    });
    const taken = { number, roomName, trunkId, participantIdentity: 'listener' };
    expect((await refusal('POST', '/sip/calls', taken)).slice(0, 2)).toEqual([409, 'RESOURCE_ALREADY_EXISTS']);
    expect(await refusal('DELETE', at(roomName, 'listener'))).toEqual([
      404,
      'PARTICIPANT_NOT_FOUND',
      `"listener" in the call "${roomName}" is not there by phone.`,
    ]);
    expect(await ok('DELETE', at(roomName, 'phone/1'))).toEqual({ message: 'SIP call ended' });
    expect(await phone.ended).toBe(0);
    await eventually(async () => !(await identitiesIn(roomName)).includes('phone/1') || 'is still in the call');
    expect((await refusal('DELETE', at(roomName, 'phone/1'))).slice(0, 2)).toEqual([404, 'PARTICIPANT_NOT_FOUND']);
    expect((await refusal('DELETE', at(aRoomId('none'), 'phone/1'))).slice(0, 2)).toEqual([404, 'ROOM_NOT_FOUND']);
  });

  it('[SP8] need no trunk but their own, and call the number by itself what the caller does not', async () => {
    const [roomName, phone, number] = [aRoomId('own'), await withTelephone(sippTakesCall()), aNumber()];
    const trunk = {
      hostname: phone.address,
      transport: 'SIP_TRANSPORT_UDP',
      authUsername: 'u',
      authPassword: hide('a-password-of-one-call'),
    };
    const body = { number, roomName, trunk, fromNumber: aNumber(), waitUntilAnswered: true };
    const answer = await call('POST', '/sip/calls', { body });
    expect([answer.status, answer.body.participant.participantIdentity]).toEqual([201, `sip_${number}`]);
    expect(answer.text).not.toContain(trunk.authPassword);
    await ok('DELETE', at(roomName, `sip_${number}`));
    expect(await phone.ended).toBe(0);
  });

  it('[SP8] answer as soon as it rings, unless they are to wait', async () => {
    const [roomName, phone] = [aRoomId('soon'), await withTelephone(sippTakesCall())];
    await ok('POST', '/sip/calls', { number: '100', roomName, trunkId: await outboundTrunk(phone.address) }, 201);
    await eventually(async () => (await identitiesIn(roomName)).includes('sip_100') || 'is not in the call');
    await ok('DELETE', `/rooms/${roomName}`);
    expect(await phone.ended).toBe(0);
  });

  it('[SP9] that nobody takes say why', async () => {
    const roomName = aRoomId('refused');
    const busy = await withTelephone(telephone('busy'));
    const body = { number: aNumber(), roomName, waitUntilAnswered: true };
    expect(await refusal('POST', '/sip/calls', { ...body, trunkId: await outboundTrunk(busy.address) })).toEqual([
      409,
      'SIP_CALL_FAILED',
      'The call failed: 486 Busy Here.',
    ]);
    const begun = Date.now();
    const nobody = { ...body, trunkId: await outboundTrunk('127.0.0.1:9'), ringingTimeout: 3 };
    expect((await refusal('POST', '/sip/calls', nobody)).slice(0, 2)).toEqual([504, 'MEDIA_TIMEOUT']);
    expect(Date.now() - begun).toBeLessThan(6_000);
    await eventually(async () => (await identitiesIn(roomName)).length === 0 || 'somebody is in the call');
  });

  it('[SP5] over a trunk that is not there open no call', async () => {
    const roomName = aRoomId('no-trunk');
    const inbound = await make('inbound-trunks', { numbers: [aNumber()] });
    for (const trunkId of ['ST_none', inbound.sipTrunkId])
      expect(await refusal('POST', '/sip/calls', { number: '100', roomName, trunkId })).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
        `There is no outbound trunk "${trunkId}".`,
      ]);
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
  });

  it('[SP14] keep what they may in a room that is not open to everybody', async () => {
    const roomName = aRoomId('closed');
    await ok('POST', '/v2/rooms', {
      id: roomName,
      defaultAccesses: [],
      usersAccesses: { listener: ['room:write'], witness: ['room:write'] },
    });
    const phone = await withTelephone(sippTakesCall());
    const body = { number: '100', roomName, trunkId: await outboundTrunk(phone.address), waitUntilAnswered: true };
    await ok('POST', '/sip/calls', body, 201);
    const listener = await enter(roomName, 'listener');
    await tone(listener, 440);
    await hearsTone(listener, 'sip_100', 440, 1000);
    await enter(roomName, 'witness');
    await ok('POST', `/v2/rooms/${roomName}`, { metadata: { a: 'b' }, defaultAccesses: ['room:read'] });
    await ok('POST', `/v2/rooms/${roomName}`, { defaultAccesses: [], usersAccesses: { witness: null } });
    // The change has reached people when the one who lost the room has left.
    await eventually(async () => !(await identitiesIn(roomName)).includes('witness') || 'the witness is still there');
    await hearsTone(listener, 'sip_100', 440, 1000);
    const shown = (await ok('GET', `/rooms/${roomName}/participants/sip_100`)).participant;
    expect(shown.permission).toMatchObject({ canPublish: true, canSubscribe: true });
    await ok('DELETE', at(roomName, 'sip_100'));
    expect(await phone.ended).toBe(0);
  });
});

describe('transfers', () => {
  const calledBy = async (phone: Telephone, hint: string): Promise<string> => {
    const roomName = aRoomId(hint);
    const body = { number: '100', roomName, trunkId: await outboundTrunk(phone.address), waitUntilAnswered: true };
    await ok('POST', '/sip/calls', { ...body, participantIdentity: 'phone' }, 201);
    return roomName;
  };

  it('[SP11] hand the call on, and the participant leaves', async () => {
    const phone = await withTelephone(telephone('refer-done'));
    const roomName = await calledBy(phone, 'transferred');
    const body = { transferTo: 'tel:+15105550188', headers: { 'X-Case': '42' }, playDialtone: true };
    expect(await ok('POST', at(roomName, 'phone', '/transfer'), body)).toEqual({ message: 'SIP call transferred' });
    expect(await phone.ended).toBe(0);
    await eventually(async () => (await identitiesIn(roomName)).length === 0 || 'is still in the call');
  });

  it('[SP11] that the other side refuses are 409 with its reason, and the call goes on', async () => {
    const { name: roomName } = await eventually(async () => {
      const name = await calledBy(await withTelephone(telephone('refer-refused')), 'refused');
      const told = await refusal('POST', at(name, 'phone', '/transfer'), { transferTo: 'sip:bob@example.com' });
      // Now and then the SIP service misses an answer that comes at once.
      if (told[0] === 504) return 'the service missed the answer';
      expect(told).toEqual([409, 'SIP_CALL_FAILED', 'The transfer failed: 603 Decline.']);
      return { name };
    }, 30_000);
    expect(await identitiesIn(roomName)).toContain('phone');
    await ok('DELETE', at(roomName, 'phone'));
  });

  it('[SP11] to which the other side says nothing are 504 after as long as they may take', async () => {
    const roomName = await calledBy(await withTelephone(telephone('refer-silent')), 'silent');
    const begun = Date.now();
    const body = { transferTo: 'sip:bob@example.com', ringingTimeout: 2 };
    expect((await refusal('POST', at(roomName, 'phone', '/transfer'), body)).slice(0, 2)).toEqual([
      504,
      'MEDIA_TIMEOUT',
    ]);
    expect(Date.now() - begun).toBeLessThan(5_000);
    await ok('DELETE', at(roomName, 'phone'));
  });

  it('[SP11] of who is not there by phone are 404', async () => {
    const roomName = aRoomId('people');
    await enter(roomName, 'person');
    const body = { transferTo: 'sip:bob@example.com' };
    for (const identity of ['person', 'nobody'])
      expect((await refusal('POST', at(roomName, identity, '/transfer'), body)).slice(0, 2)).toEqual([
        404,
        'PARTICIPANT_NOT_FOUND',
      ]);
    expect((await refusal('POST', at(aRoomId('none'), 'phone', '/transfer'), body)).slice(0, 2)).toEqual([
      404,
      'ROOM_NOT_FOUND',
    ]);
  });
});

describe('calls in', () => {
  const reachable = async (rule: object, trunk: object = {}): Promise<string> => {
    const number = aNumber();
    const { sipTrunkId } = await make('inbound-trunks', { numbers: [number], ...trunk });
    await make('dispatch-rules', { trunkIds: [sipTrunkId], attributes: { by: 'rule' }, rule });
    return number;
  };

  it('[SP12] come into the call of a room that nobody has opened, and are heard there', async () => {
    const roomName = aRoomId('Reception 受付');
    const number = await reachable(
      { dispatchRuleDirect: { roomName } },
      { headersToAttributes: { 'X-Customer': 'customer' } },
    );
    expect((await call('GET', `/v2/rooms/${encodeURIComponent(roomName)}`)).status).toBe(404);
    const phone = await withTelephone(speakingTelephone(number, '+15105559999', 1000));
    await eventually(
      async () =>
        (await identitiesIn(roomName).catch((): string[] => [])).includes('sip_+15105559999') || 'nobody calls',
    );
    const listener = await enter(roomName, 'listener');
    await tone(listener, 440);
    await hearsTone(listener, 'sip_+15105559999', 1000, 440);
    const shown = (await ok('GET', `/rooms/${encodeURIComponent(roomName)}/participants/sip_%2B15105559999`))
      .participant;
    expect(shown).toMatchObject({
      kind: 'SIP',
      attributes: { by: 'rule', customer: '4711', 'sip.trunkPhoneNumber': number },
    });
    await eventually(async () => {
      const { data } = await ok('GET', `/v2/rooms/${encodeURIComponent(roomName)}/sessions`);
      const kinds = data[0]?.attendances.map(({ kind }: { kind: string }) => kind) ?? [];
      return kinds.includes('SIP') || `the books have ${kinds.join()}`;
    });
    await ok('DELETE', at(roomName, 'sip_+15105559999'));
    expect(await phone.ended).toBe(0);
  });

  it('[SP12] come again when the call has ended, and into a room of its own rule', async () => {
    const roomName = aRoomId('again');
    await ok('POST', '/v2/rooms', { id: roomName, defaultAccesses: [] });
    const number = await reachable({ dispatchRuleDirect: { roomName } });
    for (let round = 1; round <= 2; round++) {
      const phone = await withTelephone(sippCalls(number, 60_000));
      await eventually(
        async () => (await identitiesIn(roomName)).includes('sip_sipp') || `nobody calls in round ${round}`,
      );
      await ok('DELETE', `/rooms/${roomName}`);
      await phone.stop();
    }
    expect((await ok('GET', `/v2/rooms/${roomName}`)).defaultAccesses).toEqual([]);
  });

  it('[SP12] come into calls of their own, or of the number that was called, which are registered', async () => {
    const prefix = aRoomId('i').slice(0, 10);
    for (const [rule, name] of [
      [{ dispatchRuleIndividual: { roomPrefix: prefix } }, new RegExp(String.raw`^${prefix}_sipp_\w{12}$`)],
      [{ dispatchRuleCallee: { roomPrefix: `${prefix}c` } }, new RegExp(String.raw`^${prefix}c_\+1510555\d{4}$`)],
    ] as const) {
      const phone = await withTelephone(sippCalls(await reachable(rule), 60_000));
      let roomName = '';
      await eventually(async () => {
        const { rooms } = await ok('GET', '/rooms');
        roomName = rooms.map((room: { name: string }) => room.name).find((one: string) => name.test(one)) ?? '';
        return roomName !== '' || 'there is no such call';
      });
      await eventually(async () => (await identitiesIn(roomName)).includes('sip_sipp') || 'nobody calls');
      expect((await ok('GET', `/v2/rooms/${encodeURIComponent(roomName)}`)).id).toBe(roomName);
      await phone.stop();
    }
  });

  it('[SP17] come into a room also when it has another id', async () => {
    const [roomName, renamed] = [aRoomId('before'), aRoomId('after')];
    await ok('POST', '/v2/rooms', { id: roomName, defaultAccesses: [] });
    const number = await reachable({ dispatchRuleDirect: { roomName } });
    await ok('POST', `/v2/rooms/${roomName}/update-room-id`, { newRoomId: renamed });
    const phone = await withTelephone(sippCalls(number, 60_000));
    await eventually(async () => (await identitiesIn(renamed)).includes('sip_sipp') || 'nobody calls');
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
    await phone.stop();
  });

  it('[SP13] to a number of no trunk, without the login, or without the PIN come into no call', async () => {
    const roomName = aRoomId('guarded');
    const login = { authUsername: 'u', authPassword: hide('a-password-that-callers-need') };
    const guarded = await reachable({ dispatchRuleDirect: { roomName } }, login);
    const pinned = await reachable({ dispatchRuleDirect: { roomName, pin: hide('815471') } });
    const calls = [await sippCalls(guarded, 1_000), await sippCalls(aNumber(), 1_000), await sippCalls(pinned, 3_000)];
    for (const phone of calls) await withTelephone(Promise.resolve(phone));
    expect(await calls[0]!.ended).not.toBe(0);
    expect(calls[0]!.said()).toContain('407');
    await calls[2]!.ended;
    expect(await callWithLogin(guarded, 'u', 'a-wrong-one')).toBe(401);
    expect(await callWithLogin(guarded, 'another', login.authPassword)).toBe(401);
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
    expect(await callWithLogin(guarded, 'u', login.authPassword)).toBe(180);
    await eventually(async () => (await call('GET', `/v2/rooms/${roomName}`)).status === 200 || 'nobody has come');
  });
});

describe('the door of services', () => {
  const knock = async (token: string, path = '/livekit/rtc'): Promise<number | 'open'> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}?access_token=${token}&protocol=15`);
    return new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0));
      socket.once('open', () => resolve('open'));
    }).then((answer) => {
      socket.terminate();
      return answer as number | 'open';
    });
  };
  const mint = async (room: string, kind: 'sip' | 'standard' | 'ingress', apiSecret?: string): Promise<string> => {
    const keys = JSON.parse(readFileSync(join(dataDir, 'livekit/keys.json'), 'utf8')) as Record<string, string>;
    const token = new AccessToken(keys.apiKey, apiSecret ?? keys.apiSecret, { identity: 'knocks' });
    token.kind = kind;
    token.addGrant({ room, roomJoin: true });
    return secret(await token.toJwt());
  };

  it('[SP16] opens to what LiveKit has signed for a service, and opens its call', async () => {
    const room = aRoomId('door');
    for (const refused of [await mint(room, 'standard'), await mint(room, 'sip', 'x'.repeat(32)), 'garbage', ''])
      expect(await knock(refused)).toBe(401);
    expect(await knock(await mint('x'.repeat(129), 'sip'))).toBe(404);
    for (const path of ['/livekit/other', '/livekit', '/rtc'])
      expect(await knock(await mint(room, 'sip'), path)).toBe(404);
    expect((await call('GET', `/v2/rooms/${room}`)).status).toBe(404);
    expect(await knock(await mint(room, 'sip'))).toBe('open');
    expect((await ok('GET', `/rooms/${room}`)).room.name).toBe(room);
    const other = aRoomId('door');
    expect(await knock(await mint(other, 'ingress'))).toBe('open');
    expect((await ok('GET', `/v2/rooms/${other}`)).defaultAccesses).toEqual(['room:write']);
  });

  it('[SP16] opens the call with what the rule says, its agents among it', async () => {
    const roomName = aRoomId('configured');
    const number = aNumber();
    const { sipTrunkId } = await make('inbound-trunks', { numbers: [number] });
    const roomConfig = { maxParticipants: 7, metadata: 'by phone', agents: [{ agentName: 'greeter', metadata: 'm' }] };
    await make('dispatch-rules', { trunkIds: [sipTrunkId], rule: { dispatchRuleDirect: { roomName } }, roomConfig });
    const phone = await withTelephone(sippCalls(number, 60_000));
    await eventually(
      async () => (await identitiesIn(roomName).catch((): string[] => [])).includes('sip_sipp') || 'nobody calls',
    );
    expect((await ok('GET', `/rooms/${roomName}`)).room).toMatchObject({ maxParticipants: 7, metadata: 'by phone' });
    expect((await ok('GET', `/rooms/${roomName}/agent-dispatches`)).dispatches).toEqual([
      expect.objectContaining({ agentName: 'greeter', metadata: 'm' }),
    ]);
    await phone.stop();
  });
});

describe('the folder SIP of the Postman collection', () => {
  it('[PM1] runs from top to bottom with a telephone that answers', async () => {
    const folder = collection.item.filter(({ name }) => name === 'SIP');
    const phone = await withTelephone(telephone('refer-refused'));
    const { executions, failures } = await runCollection(folder, { SIP_ADDRESS: phone.address });
    expect(failures.map(({ source, error }) => `${source?.name}: ${error.test}: ${error.message}`)).toEqual([]);
    expect(executions.map(({ item }) => item.name)).toEqual(requestNames(folder));
    expect(await phone.ended).toBe(0);
  });
});

describe('the SIP service', () => {
  it('[SP15] that is killed leaves nobody in the books, and comes back', async () => {
    const [roomName, phone] = [aRoomId('killed'), await withTelephone(sippTakesCall())];
    const trunkId = await outboundTrunk(phone.address);
    const body = { number: '100', roomName, trunkId, waitUntilAnswered: true };
    await ok('POST', '/sip/calls', body, 201);
    const attendances = async (): Promise<Answer['body'][]> =>
      (await ok('GET', `/v2/rooms/${roomName}/sessions`)).data[0]?.attendances ?? [];
    await eventually(async () => (await attendances()).length === 1 || 'the books have nobody');
    const pids = execFileSync('ps', ['-eo', 'pid,comm,args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => / livekit-sip /.test(line) && line.includes(dataDir))
      .map((line) => Number(line.trim().split(/\s+/)[0]));
    expect(pids).toHaveLength(1);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      const [visit] = await attendances();
      return typeof visit?.to === 'string' || `the books have ${JSON.stringify(visit)}`;
    }, 60_000);
    expect(await identitiesIn(roomName)).toEqual([]);
    const again = await withTelephone(sippTakesCall());
    const back = { ...body, trunkId: await outboundTrunk(again.address) };
    await eventually(async () => {
      const { status, body: answer } = await call('POST', '/sip/calls', { body: back });
      if (![201, 503].includes(status)) throw new Error(JSON.stringify(answer));
      return status === 201 || answer.message;
    }, 60_000);
    await ok('DELETE', at(roomName, 'sip_100'));
    expect(await again.ended).toBe(0);
  });
});

describe('the log', () => {
  it('[SP2] holds no password and no PIN of these calls', () => {
    const log = readFileSync(logFile, 'utf8');
    expect(hidden.filter((one) => log.includes(one))).toEqual([]);
  });
});
