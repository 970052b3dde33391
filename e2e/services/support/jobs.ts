import { eventually } from '@foyer/testing';
import { DirectFileOutput, EgressStatus, IngressInput } from 'livekit-server-sdk';
import { join } from 'node:path';
import { aRoomId, call, dataDir, secret } from '../../support/foyer.js';
import { egressService, ingressService, sipService } from '../../support/livekit-sdk.js';
import { enter, send } from '../../support/senders.js';
import { pushRtmp } from './rtmp.js';
import { sippTakesCall } from './sipp.js';

/** A service that was just killed may be asked while the others have not noticed. */
const WITHIN_MS = 60_000;

/** Does a piece of work of each service, asked of LiveKit itself. Throws where it is not done. */
export const JOBS = { egress: recordTrack, ingress: bringStream, sip: makeCall } as const;

/** Records what somebody sends until it is being written. */
async function recordTrack(): Promise<void> {
  const egress = await egressService();
  const roomName = aRoomId('record');
  const { audio } = await send(await enter(roomName, 'sender'));
  const output = new DirectFileOutput({ filepath: join(dataDir, `${roomName}.ogg`) });
  const { egressId } = await retry(() => egress.startTrackEgress(roomName, output, audio));
  await eventually(async () => {
    const [info] = await egress.listEgress({ egressId });
    return (
      info?.status === EgressStatus.EGRESS_ACTIVE ||
      `the recording is ${EgressStatus[info?.status ?? 0]}: ${info?.error}`
    );
  }, WITHIN_MS);
  await egress.stopEgress(egressId);
}

/** Sends a stream until it is in the room. */
async function bringStream(): Promise<void> {
  const ingress = await ingressService();
  const roomName = await openRoom('stream');
  const { url, streamKey, ingressId } = await retry(() =>
    ingress.createIngress(IngressInput.RTMP_INPUT, { name: 'camera', roomName, participantIdentity: 'camera' }),
  );
  secret(streamKey);
  const sender = pushRtmp(url, streamKey);
  try {
    await inRoom(roomName, 'camera', () => sender.said());
  } finally {
    await sender.stop();
    // By the gateway: this livekit-server may crash where it deletes an ingress just as its stream ends.
    await call('DELETE', `/ingresses/${ingressId}`);
  }
}

/** Calls a telephone that answers. */
async function makeCall(): Promise<void> {
  const sip = await sipService();
  const roomName = await openRoom('phone');
  const telephone = await sippTakesCall();
  const trunk = await retry(() => sip.createSipOutboundTrunk('out', telephone.address, ['+200']));
  try {
    const options = { participantIdentity: 'phone', waitUntilAnswered: true };
    await retry(() => sip.createSipParticipant(trunk.sipTrunkId, '+300', roomName, options));
  } finally {
    await telephone.stop();
    await sip.deleteSipTrunk(trunk.sipTrunkId);
  }
}

/** LiveKit itself opens none: nobody but the gateway may. */
async function openRoom(hint: string): Promise<string> {
  const roomName = aRoomId(hint);
  const { status, text } = await call('POST', '/rooms', { body: { roomName } });
  if (status >= 300) throw new Error(text);
  return roomName;
}

async function inRoom(roomName: string, identity: string, said: () => string): Promise<void> {
  await eventually(async () => {
    const { body } = await call('GET', `/rooms/${roomName}/participants`);
    return JSON.stringify(body).includes(`"${identity}"`) || `${identity} is not in the room: ${said()}`;
  }, WITHIN_MS);
}

function retry<T extends object>(ask: () => Promise<T>): Promise<T> {
  return eventually(ask, WITHIN_MS) as Promise<T>;
}
