import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { AccessToken } from 'livekit-server-sdk';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { aRoomId, call, dataDir, logFile, secret, url, type Answer } from '../support/foyer.js';
import { leaveAllCalls } from '../support/participants.js';
import { collection, requestNames, runCollection } from '../support/postman.js';
import { callWithLogin } from './support/login-call.js';
import {
  aNumber,
  at,
  enter,
  hangUp,
  hidden,
  hide,
  identitiesIn,
  make,
  ok,
  outboundTrunk,
  refusal,
  tone,
  withTelephone,
} from './support/sip.js';
import { sippCalls, sippTakesCall, type Telephone } from './support/sipp.js';
import { hearsTone } from './support/sound.js';
import { speakingTelephone, telephone } from './support/telephone.js';

afterEach(hangUp);
afterAll(leaveAllCalls);

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
    const roomName = await calledBy(await withTelephone(telephone('refer-refused')), 'refused');
    expect(await refusal('POST', at(roomName, 'phone', '/transfer'), { transferTo: 'sip:bob@example.com' })).toEqual([
      409,
      'SIP_CALL_FAILED',
      'The transfer failed: 603 Decline.',
    ]);
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
