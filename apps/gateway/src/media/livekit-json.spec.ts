import { describe, expect, it } from '@jest/globals';
// The descriptors are what is compared with.
// oxlint-disable-next-line no-restricted-imports
import {
  AgentDispatch,
  EgressInfo,
  IngressInfo,
  ParticipantInfo,
  Room,
  SIPDispatchRuleInfo,
  SIPInboundTrunkInfo,
  SIPOutboundTrunkInfo,
  SIPParticipantInfo,
  TrackInfo,
} from 'livekit-server-sdk';
import { AgentDispatchBody, AgentJobBody } from './agent-dispatch.dto.js';
import { toAgentDispatchBody } from './agent-dispatch.mapper.js';
import { CallBody } from './call.dto.js';
import { toCallBody } from './call.mapper.js';
import { EgressBody } from './egress/egress.dto.js';
import { toEgressBody } from './egress/egress.mapper.js';
import { toIngressBody } from './ingress/ingress.mapper.js';
import { IngressBody, IngressStateBody } from './ingress/ingress-info.dto.js';
import { ParticipantBody } from './participant.dto.js';
import { changedPermission, toParticipantBody, toTrackBody } from './participant.mapper.js';
import { SipParticipantBody } from './sip/sip-call.dto.js';
import { toSipParticipantBody } from './sip/sip-call.mapper.js';
import { SipDispatchRuleBody } from './sip/sip-dispatch-rule.dto.js';
import { toDispatchRuleBody } from './sip/sip-dispatch-rule.mapper.js';
import { SipInboundTrunkBody } from './sip/sip-inbound-trunk.dto.js';
import { SipOutboundTrunkBody } from './sip/sip-outbound-trunk.dto.js';
import { toInboundTrunkBody, toOutboundTrunkBody } from './sip/sip-trunk.mapper.js';
import { TrackBody } from './track.dto.js';

type Message =
  | typeof AgentDispatch
  | typeof EgressInfo
  | typeof IngressInfo
  | typeof Room
  | typeof ParticipantInfo
  | typeof TrackInfo;
/** Messages that are texts in JSON. */
const TEXTS: ReadonlySet<string> = new Set(['google.protobuf.Duration', 'google.protobuf.Timestamp']);
type Field = ReturnType<Message['fields']['list']>[number];
type Body = abstract new () => object;

/** What the decorators of @nestjs/swagger leave behind. */
interface Declared {
  readonly type?: unknown;
  readonly isArray?: boolean;
  readonly required?: boolean;
  readonly enum?: readonly string[];
  readonly items?: { readonly type?: string; readonly enum?: readonly string[] };
  readonly description?: string;
}
const namesOf = (body: Body): string[] =>
  ((Reflect.getMetadata('swagger/apiModelPropertiesArray', body.prototype as object) ?? []) as string[]).map((name) =>
    name.slice(1),
  );
const declarationOf = (body: Body, name: string): Declared =>
  Reflect.getMetadata('swagger/apiModelProperties', body.prototype as object, name) as Declared;

/** The fields that are always there. */
const there = (body: Body): string[] => namesOf(body).filter((name) => declarationOf(body, name).required !== false);

const isBody = (type: unknown): type is Body => typeof type === 'function' && namesOf(type as Body).length > 0;

/** Scalar types of protobuf by their numbers, and what they are in JSON. */
const IN_JSON: Readonly<Record<number, string>> = {
  1: 'number', // double
  3: 'string', // int64
  4: 'string', // uint64
  5: 'integer', // int32
  8: 'boolean',
  9: 'string',
  13: 'integer', // uint32
};
const typeName = (type: unknown): unknown => (typeof type === 'function' ? type.name.toLowerCase() : type);

/** Compares a declared body with its message, down to the messages in it; says each difference. */
function differences(
  message: { readonly fields: Message['fields'] },
  body: Body,
  left: readonly string[] = [],
  added: readonly string[] = [],
): string[] {
  const fields = message.fields.list().filter(({ jsonName }) => !left.includes(jsonName));
  const names = new Set(fields.map(({ jsonName }) => jsonName));
  return [
    ...namesOf(body)
      .filter((name) => !names.has(name) && !added.includes(name))
      .map((name) => `${body.name}.${name} is no field of LiveKit's`),
    ...fields.flatMap((field) =>
      fieldDifferences(field, body, left, added).map((wrong) => `${body.name}.${field.jsonName} ${wrong}`),
    ),
  ];
}

function fieldDifferences(field: Field, body: Body, left: readonly string[], added: readonly string[]): string[] {
  if (!namesOf(body).includes(field.jsonName)) return ['is not declared'];
  const {
    type,
    isArray = false,
    required = true,
    enum: words,
    items,
    description = '',
  } = declarationOf(body, field.jsonName);
  const isList = isArray || type === 'array';
  const wrong: string[] = [];
  if (description === '') wrong.push('has no description');
  if (isList !== field.repeated) wrong.push(field.repeated ? 'is a list' : 'is no list');
  // Absent from the JSON are messages that are not set, and what may expressly be absent.
  const always =
    field.repeated || field.kind === 'map' || (field.kind !== 'message' && !field.opt && field.oneof === undefined);
  if (required !== always) wrong.push(always ? 'is always there' : 'may be absent');
  switch (field.kind) {
    case 'message':
      if (TEXTS.has(field.T.typeName)) return typeName(type) === 'string' ? wrong : [...wrong, 'is a text'];
      return isBody(type) ? [...wrong, ...differences(field.T, type, left, added)] : [...wrong, 'is an object'];
    case 'enum': {
      const known = field.T.values.map(({ name }) => name);
      const declared = words ?? items?.enum ?? [];
      return declared.join() === known.join() ? wrong : [...wrong, `is one of ${known.join(', ')}`];
    }
    case 'map':
      return type === 'object' ? wrong : [...wrong, 'is an object'];
    case 'scalar': {
      const json = IN_JSON[field.T] ?? 'unknown';
      const declared = typeName(type);
      return declared === json ? wrong : [...wrong, `is ${json}, not ${String(declared)}`];
    }
  }
}

describe("LiveKit's JSON", () => {
  it.each([
    ['Room', Room, CallBody, ['turnPassword']],
    ['ParticipantInfo', ParticipantInfo, ParticipantBody, []],
    ['TrackInfo', TrackInfo, TrackBody, []],
  ])('[MD6] of %s is declared field by field', (_, message, body, left) => {
    expect(differences(message, body, left)).toEqual([]);
  });

  it('[MD6] has every field that is not a message, and never the password of TURN', () => {
    expect(Object.keys(toCallBody(new Room({ turnPassword: 'secret' }))).toSorted()).toEqual(
      there(CallBody).toSorted(),
    );
    expect(Object.keys(toParticipantBody(new ParticipantInfo())).toSorted()).toEqual(there(ParticipantBody).toSorted());
    expect(Object.keys(toTrackBody(new TrackInfo())).toSorted()).toEqual(there(TrackBody).toSorted());
  });

  it('[MD6] shows whole numbers of 64 bits as strings and enums by name', () => {
    expect(
      toParticipantBody(new ParticipantInfo({ joinedAtMs: 2n ** 53n + 1n, state: 2, kindDetails: [1] })),
    ).toMatchObject({
      joinedAtMs: '9007199254740993',
      state: 'ACTIVE',
      kindDetails: ['FORWARDED'],
    });
  });
});

describe("LiveKit's JSON of a dispatch", () => {
  const jobs = [
    {
      id: 'AJ_1',
      type: 1,
      room: { name: 'r', turnPassword: 'secret' },
      participant: { identity: 'p' },
      state: { status: 3, startedAt: 2n ** 53n + 1n },
    },
    {},
  ];
  const { state } = toAgentDispatchBody(new AgentDispatch({ state: { createdAt: 2n ** 53n + 3n, jobs } }));

  it('[AD1] is declared field by field, down to the jobs', () => {
    expect(differences(AgentDispatch, AgentDispatchBody, ['turnPassword'])).toEqual([]);
  });

  it('[AD1] has every field that is not a message, and never the password of TURN', () => {
    const bare = toAgentDispatchBody(new AgentDispatch());
    expect(Object.keys(bare).toSorted()).toEqual(there(AgentDispatchBody).toSorted());
    expect(Object.keys(state?.jobs[1] ?? {}).toSorted()).toEqual(there(AgentJobBody).toSorted());
    expect(Object.keys(state?.jobs[0]?.room ?? {}).toSorted()).toEqual(there(CallBody).toSorted());
  });

  it('[AD1] shows whole numbers of 64 bits as strings and enums by name', () => {
    expect(state).toMatchObject({ createdAt: '9007199254740995', deletedAt: '0' });
    expect(state?.jobs[0]).toMatchObject({
      id: 'AJ_1',
      type: 'JT_PUBLISHER',
      room: { name: 'r' },
      participant: { identity: 'p' },
      state: { status: 'JS_FAILED', startedAt: '9007199254740993' },
    });
  });
});

describe("LiveKit's JSON of an ingress", () => {
  it('[IG1] is declared field by field, down to its tracks', () => {
    expect(differences(IngressInfo, IngressBody)).toEqual([]);
  });

  it('[IG1] has every field that is not a message', () => {
    const bare = toIngressBody(new IngressInfo({ state: {} }));
    expect(Object.keys(bare).toSorted()).toEqual([...there(IngressBody), 'state'].toSorted());
    expect(Object.keys(bare.state ?? {}).toSorted()).toEqual(there(IngressStateBody).toSorted());
  });

  it('[IG1] shows whole numbers of 64 bits as strings and enums by name', () => {
    expect(
      toIngressBody(
        new IngressInfo({
          inputType: 1,
          audio: { source: 2, encodingOptions: { case: 'preset', value: 1 } },
          video: { encodingOptions: { case: 'options', value: { videoCodec: 4, layers: [{ quality: 2 }] } } },
          state: { status: 2, startedAt: 2n ** 53n + 1n },
        }),
      ),
    ).toMatchObject({
      inputType: 'WHIP_INPUT',
      audio: { source: 'MICROPHONE', preset: 'OPUS_MONO_64KBS' },
      video: { options: { videoCodec: 'VP8', layers: [{ quality: 'HIGH' }] } },
      state: { status: 'ENDPOINT_PUBLISHING', startedAt: '9007199254740993', endedAt: '0' },
    });
  });
});

describe("LiveKit's JSON of an egress", () => {
  // The requests that no route makes, and what opens a storage.
  const left = ['egress', 'replay', 's3', 'gcp', 'azure', 'aliOSS', 'webhooks'];
  const streamUrl = 'rtmp://live.example.com/app/the-secret';

  it('[EG10] is declared field by field, down to its outputs', () => {
    expect(differences(EgressInfo, EgressBody, left)).toEqual([]);
  });

  it('[EG10] has every field that is not a message, and nothing that is secret', () => {
    const shown = toEgressBody(
      new EgressInfo({
        startedAt: 2n ** 53n + 1n,
        request: {
          case: 'roomComposite',
          value: {
            fileOutputs: [{ filepath: 'f', output: { case: 's3', value: { accessKey: 'the-secret', bucket: 'b' } } }],
            streamOutputs: [{ urls: [streamUrl] }],
            webhooks: [{ url: 'https://the-secret' }],
          },
        },
        streamResults: [{ url: streamUrl }],
        result: { case: 'stream', value: { info: [{ url: streamUrl }] } },
      }),
    );
    expect(Object.keys(shown).toSorted()).toEqual([...there(EgressBody), 'roomComposite', 'stream'].toSorted());
    expect(JSON.stringify(shown)).not.toContain('the-secret');
    expect(shown).toMatchObject({
      startedAt: '9007199254740993',
      sourceType: 'EGRESS_SOURCE_TYPE_WEB',
      roomComposite: { fileOutputs: [{ filepath: 'f', fileType: 'DEFAULT_FILETYPE' }] },
      streamResults: [{ url: 'rtmp://live.example.com/app/{key}', status: 'ACTIVE' }],
    });
  });
});

describe("LiveKit's JSON of SIP", () => {
  it.each([
    ['SIPInboundTrunkInfo', SIPInboundTrunkInfo, SipInboundTrunkBody, ['authPassword'], ['hasAuthPassword']],
    ['SIPOutboundTrunkInfo', SIPOutboundTrunkInfo, SipOutboundTrunkBody, ['authPassword'], ['hasAuthPassword']],
    ['SIPDispatchRuleInfo', SIPDispatchRuleInfo, SipDispatchRuleBody, ['pin', 'egress'], ['hasPin']],
    ['SIPParticipantInfo', SIPParticipantInfo, SipParticipantBody, [], []],
  ])('[SP1] of %s is declared field by field', (_, message, body, left, added) => {
    expect(differences(message, body, left, added)).toEqual([]);
  });

  it('[SP1] has every field that is not a message', () => {
    for (const [shown, body] of [
      [toInboundTrunkBody(new SIPInboundTrunkInfo()), SipInboundTrunkBody],
      [toOutboundTrunkBody(new SIPOutboundTrunkInfo()), SipOutboundTrunkBody],
      [toDispatchRuleBody(new SIPDispatchRuleInfo()), SipDispatchRuleBody],
      [toSipParticipantBody(new SIPParticipantInfo()), SipParticipantBody],
    ] as const)
      expect(Object.keys(shown).toSorted()).toEqual(there(body).toSorted());
  });
});

describe('a change of rights', () => {
  it('[MD14] leaves what it does not name', () => {
    const { permission } = new ParticipantInfo({
      permission: {
        canSubscribe: true,
        canPublish: true,
        canPublishSources: [2],
        recorder: true,
        canManageAgentSession: true,
      },
    });
    expect(changedPermission(permission, { canPublish: false, hidden: true })).toEqual({
      ...permission,
      canPublish: false,
      hidden: true,
    });
    expect(changedPermission(permission, { canPublishSources: ['CAMERA', 'SCREEN_SHARE'] }).canPublishSources).toEqual([
      1, 3,
    ]);
    expect(changedPermission(permission, { canPublishSources: [] }).canPublishSources).toEqual([]);
  });
});
