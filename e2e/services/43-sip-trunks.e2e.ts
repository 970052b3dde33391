import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { call, logFile } from '../support/foyer.js';
import { sipService } from '../support/livekit-sdk.js';
import { aNumber, hangUp, hidden, hide, make, ok, refusal } from './support/sip.js';

afterEach(hangUp);

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

describe('the log', () => {
  it('[SP2] holds no password and no PIN of these calls', () => {
    const log = readFileSync(logFile, 'utf8');
    expect(hidden.filter((one) => log.includes(one))).toEqual([]);
  });
});
