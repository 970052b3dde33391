import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { DisconnectReason, RoomEvent, type RemoteParticipant, type Room } from '@livekit/rtc-node';
import { call, secret } from './support/foyer.js';
import { enterCall, leaveAllCalls, publishAudio, type Ticket } from './support/participants.js';
import { collection, requestNames, runCollection } from './support/postman.js';

/** Those of them that e2e/services runs. */
const NEED_SERVICES: ReadonlySet<string> = new Set(['Egress', 'Ingress', 'SIP']);
const items = collection.item.filter(({ name }) => !NEED_SERVICES.has(name));
const valueOf = (name: string): string => collection.variable.find(({ key }) => key === name)?.value ?? '';
const roomName = valueOf('ROOM_NAME');
const participantIdentity = valueOf('PARTICIPANT_IDENTITY');

/** Somebody who publishes a track and receives the others'. */
async function enter(identity: string): Promise<Room> {
  const { body } = await call('POST', '/token', { body: { roomName, participantIdentity: identity } });
  secret(body.token as string);
  const room = await enterCall(body as Ticket);
  await publishAudio(room);
  return room;
}

const tracksOf = ({ trackPublications }: RemoteParticipant): unknown[] =>
  [...trackPublications.values()].filter(({ track }) => track !== undefined);

/** What one participant is told. */
function diaryOf(room: Room): string[] {
  const diary: string[] = [];
  room
    .on(RoomEvent.RoomMetadataChanged, (metadata) => diary.push(`room metadata: ${metadata}`))
    .on(RoomEvent.DataReceived, (data, _, __, topic) => diary.push(`${topic}: ${Buffer.from(data).toString()}`))
    .on(RoomEvent.ParticipantMetadataChanged, (metadata, { identity }) => diary.push(`${identity}: ${metadata}`))
    .on(RoomEvent.TrackMuted, (_, { identity }) => diary.push(`${identity} is muted`))
    .on(RoomEvent.ParticipantDisconnected, ({ identity }) => diary.push(`${identity} left`))
    .on(RoomEvent.Disconnected, (reason) => diary.push(DisconnectReason[reason]));
  return diary;
}

/** In whatever order: data and the rest come by different ways. */
async function isTold(diary: readonly string[], expected: readonly string[]): Promise<void> {
  await eventually(() => {
    const missing = expected.filter((entry) => !diary.includes(entry));
    return missing.length === 0 || `not told: ${missing.join(', ')}; but: ${diary.join(', ')}`;
  });
}

afterAll(leaveAllCalls);

describe('the Postman collection', () => {
  it('[PM1] runs from top to bottom with participants in the room, who see what it does', async () => {
    // The room has a name that other suites may have used, and given another rule.
    await call('DELETE', `/v2/rooms/${encodeURIComponent(roomName)}`);
    const first = await enter(participantIdentity);
    const second = await enter('Participant2');
    await eventually(() => {
      const received = [first, second].map((room) => [...room.remoteParticipants.values()].flatMap(tracksOf).length);
      return received.every((count) => count === 1) || `tracks that each receives: ${received.join(' and ')}`;
    });
    const [diary, otherDiary] = [diaryOf(first), diaryOf(second)];

    const { executions, failures } = await runCollection(items);
    expect(failures.map(({ source, error }) => `${source?.name}: ${error.test}: ${error.message}`)).toEqual([]);
    expect(executions.map(({ item }) => item.name)).toEqual(requestNames(items));
    expect(executions.filter(({ assertions }) => assertions.length === 0)).toEqual([]);

    await isTold(diary, ['PARTICIPANT_REMOVED']);
    await isTold(otherDiary, [
      'room metadata: Some data',
      'chat: {"some":"data"}',
      `${participantIdentity}: Some data`,
      `${participantIdentity} is muted`,
      `${participantIdentity} left`,
      'ROOM_DELETED',
    ]);
  });
});
