import { expect } from '@jest/globals';
import type { Room } from '@livekit/rtc-node';
import { call, secret, type Answer } from '../../support/foyer.js';
import { enterCall, type Ticket } from '../../support/participants.js';
import type { Telephone } from './sipp.js';
import { playTone } from './sound.js';

export const ok = async (method: string, path: string, body?: unknown, status = 200): Promise<Answer['body']> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
};
export const refusal = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
  const answer = await call(method, path, { body });
  expect(answer.body.errorMessage).toBe(answer.body.message);
  return [answer.status, answer.body.error, answer.body.message];
};
export const hidden: string[] = [];
/** A password or PIN, which must never stand in the log. */
export const hide = (text: string): string => {
  hidden.push(secret(text));
  return text;
};
let numbers = 100;
/** A number that no other test uses. */
export const aNumber = (): string => `+1510555${String((numbers += 1)).padStart(4, '0')}`;
export const at = (roomName: string, identity: string, rest = ''): string =>
  `/sip/calls/${encodeURIComponent(roomName)}/${encodeURIComponent(identity)}${rest}`;

const made: string[] = [];
export const make = async (what: string, body: object): Promise<Answer['body']> => {
  const { trunk, rule } = await ok('POST', `/sip/${what}`, body, 201);
  made.push(`/sip/${what}/${trunk?.sipTrunkId ?? rule.sipDispatchRuleId}`);
  return trunk ?? rule;
};
const telephones: Telephone[] = [];
export const withTelephone = async (phone: Promise<Telephone>): Promise<Telephone> => {
  telephones.push(await phone);
  return phone;
};
const silences: (() => void)[] = [];
export const tone = async (room: Room, hertz: number): Promise<void> => void silences.push(await playTone(room, hertz));
export const enter = async (roomName: string, participantIdentity: string): Promise<Room> => {
  const ticket = await ok('POST', '/token', { roomName, participantIdentity });
  secret(ticket.token as string);
  return enterCall(ticket as Ticket);
};
export const outboundTrunk = async (address: string, more: object = {}): Promise<string> =>
  (await make('outbound-trunks', { address, numbers: [aNumber()], transport: 'SIP_TRANSPORT_UDP', ...more }))
    .sipTrunkId as string;
export const identitiesIn = async (roomName: string): Promise<string[]> =>
  (await ok('GET', `/rooms/${encodeURIComponent(roomName)}/participants`)).participants.map(
    ({ identity }: { identity: string }) => identity,
  ) as string[];

/** For afterEach: everybody hangs up, and what was made is gone. */
export async function hangUp(): Promise<void> {
  for (const silence of silences.splice(0)) silence();
  await Promise.all(telephones.splice(0).map((phone) => phone.stop()));
  // Rules before the trunks that they name.
  for (const path of made.splice(0).toReversed()) await call('DELETE', path);
}
