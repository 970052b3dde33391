import { Calls, OPEN_ROOM } from '@foyer/calls';
import { invalid } from '@foyer/core';
import { DataPacket_Kind, LiveKit, isNotFound, type LivekitRoom } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import type { OpenCallBody, SendDataBody } from './call.dto.js';
import { CALL_LIMITS } from './call-fields.js';
import { noCall, noParticipant } from './not-found.js';
import { toRoomAgents } from './room-agent.dto.js';

/** What stands before a text in a protobuf message, at most. */
const FIELD_HEAD_BYTES = 3;

/**
 * The open calls. LiveKit is silent for seconds, or says nothing at all, where a call or somebody in it is missing: what is needed is
 * looked up first.
 */
@Injectable()
export class CallsService {
  constructor(
    private readonly livekit: LiveKit,
    private readonly calls: Calls,
  ) {}

  /** Opens the call, and registers its room if that is new. */
  async open({ roomName, defaultAccesses, agents = [], ...options }: OpenCallBody): Promise<LivekitRoom> {
    const { minPlayoutDelay = 0, maxPlayoutDelay = 0 } = options;
    if (maxPlayoutDelay > 0 && minPlayoutDelay > maxPlayoutDelay) {
      throw invalid([
        { pointer: '/maxPlayoutDelay', message: "'maxPlayoutDelay' must not be less than 'minPlayoutDelay'." },
      ]);
    }
    const draft = defaultAccesses === undefined ? OPEN_ROOM : { defaultAccesses };
    return this.calls.open(await this.calls.room(roomName, draft), {
      ...options,
      ...(agents.length === 0 ? {} : { agents: toRoomAgents(agents) }),
    });
  }

  /** All of them, or just the one with this name. */
  list(roomName?: string): Promise<LivekitRoom[]> {
    return this.livekit.read(({ rooms }) => rooms.listRooms(roomName === undefined ? undefined : [roomName]));
  }

  /** The open call of this name. Throws 404. */
  async get(roomName: string): Promise<LivekitRoom> {
    const [call] = await this.list(roomName);
    if (call === undefined) throw noCall(roomName);
    return call;
  }

  /** Ends the call; its room stays. Throws 404. */
  async close(roomName: string): Promise<void> {
    await this.get(roomName);
    if (!(await this.calls.close(roomName))) throw noCall(roomName);
  }

  async setMetadata(roomName: string, metadata: string): Promise<LivekitRoom> {
    return this.unlessGone(
      roomName,
      this.livekit.change(({ rooms }) => rooms.updateRoomMetadata(roomName, metadata)),
    );
  }

  async send(
    roomName: string,
    { data, topic = 'chat', reliable = true, destinationIdentities = [] }: SendDataBody,
  ): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    const size = bytes.length + envelopeBytes(topic, destinationIdentities);
    if (size > CALL_LIMITS.messageBytes) {
      throw invalid([
        {
          pointer: '/data',
          message: `The message would have ${size} bytes, with its topic and destinations; it can have ${CALL_LIMITS.messageBytes}.`,
        },
      ]);
    }
    await this.get(roomName);
    if (destinationIdentities.length > 0) {
      const participants = await this.livekit.read(({ rooms }) => rooms.listParticipants(roomName));
      const here = new Set(participants.map(({ identity }) => identity));
      const missing = destinationIdentities.find((identity) => !here.has(identity));
      if (missing !== undefined) throw noParticipant(roomName, missing);
    }
    const kind = reliable ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY;
    await this.unlessGone(
      roomName,
      this.livekit.change(({ rooms }) => rooms.sendData(roomName, bytes, kind, { topic, destinationIdentities })),
    );
  }

  private async unlessGone<T>(roomName: string, change: Promise<T>): Promise<T> {
    try {
      return await change;
    } catch (error) {
      throw isNotFound(error) ? noCall(roomName) : error;
    }
  }
}

/** What is sent beside the data; LiveKit writes the destinations into a message twice. */
function envelopeBytes(topic: string, identities: readonly string[]): number {
  const ids = identities.reduce((sum, identity) => sum + Buffer.byteLength(identity) + FIELD_HEAD_BYTES, 0);
  return Buffer.byteLength(topic) + 2 * ids;
}
