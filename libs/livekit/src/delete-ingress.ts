import type { IngressInfo, ParticipantInfo } from 'livekit-server-sdk';
import { setTimeout as wait } from 'node:timers/promises';
import { ifThere, isTimedOut } from './livekit-errors.js';
import type { LiveKit } from './livekit.js';

/** The attribute by which the ingress service marks its participants. */
const INGRESS_ID = 'ingress.ingressID';
/** ENDPOINT_BUFFERING and ENDPOINT_PUBLISHING: the SDK has the states, but not their names. */
const [BUFFERING, PUBLISHING] = [1, 2];
/** How long a stream that was ended may stay on LiveKit's books: 2 s. */
const ENDING = { waitMs: 100, tries: 20 };

export const isFromIngress = (ingressId: string, { attributes }: ParticipantInfo): boolean =>
  attributes[INGRESS_ID] === ingressId;

/**
 * Ends the stream of an ingress, waits until LiveKit has that on its books, and deletes the ingress. livekit-server 1.13.5 crashes, with all
 * calls, where it hears of the end of a stream while it deletes the ingress. Where the process that works the stream hangs, that takes some
 * 20 s. Throws "not found".
 */
export async function deleteIngress(livekit: LiveKit, ingressId: string): Promise<void> {
  const [ingress] = await livekit.read((clients) => clients.ingress.listIngress({ ingressId }));
  if (ingress !== undefined && isRunning(ingress) && (await endStream(livekit, ingress))) {
    for (let tries = 0; tries < ENDING.tries; tries++) {
      await wait(ENDING.waitMs);
      const [now] = await livekit.read((clients) => clients.ingress.listIngress({ ingressId }));
      if (now === undefined || !isRunning(now)) break;
    }
  }
  await livekit.change(({ patientIngress }) => patientIngress.deleteIngress(ingressId));
}

/** Answers whether there was something to end. LiveKit keeps the streams of an ingress service that was killed on its books. */
async function endStream(livekit: LiveKit, { ingressId, reusable, roomName, state }: IngressInfo): Promise<boolean> {
  const participants = await livekit.read(({ rooms }) => rooms.listParticipants(roomName));
  const participant = participants.find((one) => isFromIngress(ingressId, one));
  if (participant === undefined && Number(state?.status) === PUBLISHING) return false;
  if (reusable && (await disable(livekit, ingressId))) return true;
  if (participant !== undefined)
    await ifThere(livekit.change(({ rooms }) => rooms.removeParticipant(roomName, participant.identity)));
  return true;
}

/** Any change ends the stream; this one lets no other in. Answers whether that was heard by the process that works the stream. */
async function disable(livekit: LiveKit, ingressId: string): Promise<boolean> {
  try {
    await livekit.change(({ ingress }) => ingress.updateIngress(ingressId, { name: '', enabled: false }));
    return true;
  } catch (error) {
    if (isTimedOut(error)) return false;
    throw error;
  }
}

const isRunning = ({ state }: IngressInfo): boolean => [BUFFERING, PUBLISHING].includes(Number(state?.status));
