import { expect } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { call, secret, type Answer } from '../../support/foyer.js';
import type { Participant } from '../../support/senders.js';
import { pushRtmp, type Sender } from './rtmp.js';

export type Body = Answer['body'];

export const WITHIN_MS = 60_000;
const FRAMES = 15;
const senders: Sender[] = [];

export const ask = async (method: string, path: string, status: number, body?: object): Promise<Body> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.body;
};
/** Makes one in this call. */
export const create = async (kind: string, roomName: string, more: object = {}): Promise<Body> => {
  const body = { roomName, participantIdentity: `by-${kind}`, ...more };
  const { ingress } = await ask('POST', `/ingresses/${kind}`, 201, body);
  if (kind !== 'url') secret(ingress.streamKey as string);
  return ingress;
};
export const list = async (query = ''): Promise<Body[]> => (await ask('GET', `/ingresses${query}`, 200)).ingresses;
export const shown = async ({ ingressId }: Body): Promise<Body> => (await list(`?ingressId=${ingressId}`))[0];
export const change = async ({ ingressId }: Body, body: object): Promise<Body> =>
  (await ask('PATCH', `/ingresses/${ingressId}`, 200, body)).ingress;
export const refusal = async (method: string, path: string, body?: object): Promise<unknown[]> => {
  const answer = await call(method, path, { body });
  expect(answer.body.errorMessage).toBe(answer.body.message);
  return [answer.status, answer.body.error, answer.body.errors?.[0].pointer];
};
export const participants = async (roomName: string): Promise<Body[]> =>
  (await ask('GET', `/rooms/${encodeURIComponent(roomName)}/participants`, 200)).participants;

export const isOpen = async (roomName: string): Promise<boolean> =>
  (await ask('GET', `/rooms?roomName=${encodeURIComponent(roomName)}`, 200)).rooms.length === 1;

/** Begins to stream to an ingress. */
export function stream({ url }: Body, key: string): Sender {
  const sender = pushRtmp(url as string, key);
  senders.push(sender);
  return sender;
}

/** Ends all that was begun. */
export const noMoreStreams = async (): Promise<void> =>
  void (await Promise.all(senders.splice(0).map((sender) => sender.stop())));

export const hasStatus = (ingress: Body, ...statuses: string[]): Promise<Body> =>
  eventually(async () => {
    const one = await shown(ingress);
    return statuses.includes(one.state.status) ? one : `the ingress is ${JSON.stringify(one.state)}`;
  }, WITHIN_MS);

/** Waits until both arrive, after all that has arrived so far. */
export async function receives({ frames }: Participant, withinMs = WITHIN_MS): Promise<void> {
  const before = { ...frames };
  await eventually(() => {
    const [audio, video] = [frames.audio - before.audio, frames.video - before.video];
    return (audio >= FRAMES && video >= FRAMES) || `${audio} frames of audio and ${video} of video have come`;
  }, withinMs);
}

export const isAlone = (roomName: string, identity: string): Promise<true> =>
  eventually(async () => {
    const here = (await participants(roomName)).map((one) => one.identity as string);
    return here.join() === identity || `here are: ${here.join()}`;
  });

export const isRefused = async (sender: Sender): Promise<void> => expect((await sender.exited).code).not.toBe(0);
