import type { MediaRights } from '@foyer/auth';
import { FoyerError } from '@foyer/core';
import { AccessToken, RoomServiceClient, type Room as LivekitRoom } from 'livekit-server-sdk';
import { fromLivekit, isNotFound } from './livekit-errors.js';

export interface LivekitConnection {
  /** Where the gateway reaches LiveKit: ws, wss, http or https. */
  readonly url: string;
  /** Where clients reach it: ws or wss. */
  readonly publicUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Why there is no LiveKit now. `not-configured` stays so until someone does something; `starting` passes. */
export type LivekitAbsence = { readonly status: 'not-configured' | 'starting'; readonly reason: string };

export interface MediaGrant {
  readonly roomName: string;
  readonly identity: string;
  readonly name?: string;
  /** What other participants can read of this one. */
  readonly metadata?: string;
  readonly rights: MediaRights;
}

export interface MediaToken {
  readonly token: string;
  /** The address a client connects to. */
  readonly url: string;
  readonly expiresAt: Date;
}

const STARTING_RETRY_SECONDS = 10;
const PROBE_TIMEOUT_MS = 2_000;

/** Our way to a LiveKit server, which may come later, or never: then every call says why. */
export class LiveKit {
  private server: { connection: LivekitConnection; rooms: RoomServiceClient } | LivekitAbsence = {
    status: 'starting',
    reason: 'LiveKit is being started.',
  };

  constructor(private readonly options: { readonly timeoutMs: number; readonly tokenTtlSeconds: number }) {}

  connect(connection: LivekitConnection): void {
    const host = connection.url.replace(/^ws/, 'http');
    const rooms = new RoomServiceClient(host, connection.apiKey, connection.apiSecret, {
      requestTimeout: this.options.timeoutMs / 1000,
      failover: false,
    });
    this.server = { connection, rooms };
  }

  setAbsent(absence: LivekitAbsence): void {
    this.server = absence;
  }

  /** How things stand, by asking the server. */
  async state(): Promise<{ status: 'ready' | 'unavailable' | LivekitAbsence['status']; reason?: string }> {
    if ('status' in this.server) return this.server;
    try {
      const answer = await fetch(this.server.connection.url.replace(/^ws/, 'http'), {
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      if (answer.ok) return { status: 'ready' };
      return { status: 'unavailable', reason: `LiveKit answers ${answer.status}.` };
    } catch {
      return { status: 'unavailable', reason: 'LiveKit cannot be reached.' };
    }
  }

  /** Opens the call of a room; one that is open already stays as it is. `emptyTimeout` in seconds. */
  async openRoom(name: string, emptyTimeout: number = this.options.tokenTtlSeconds): Promise<LivekitRoom> {
    const { rooms } = this.connected();
    try {
      return await rooms.createRoom({ name, emptyTimeout });
    } catch (error) {
      throw fromLivekit(error);
    }
  }

  /** The open calls, or just those with these names. */
  async listRooms(names?: string[]): Promise<LivekitRoom[]> {
    const { rooms } = this.connected();
    try {
      return await rooms.listRooms(names);
    } catch (error) {
      throw fromLivekit(error);
    }
  }

  /** Ends the call of a room, if there is one; without a LiveKit there is none. */
  async closeRoom(name: string): Promise<void> {
    if ('status' in this.server) return;
    try {
      await this.server.rooms.deleteRoom(name);
    } catch (error) {
      if (!isNotFound(error)) throw fromLivekit(error);
    }
  }

  /** A token for one participant of one room. Never `roomCreate`: its holder could also delete rooms. */
  async mintToken({ roomName, identity, name, metadata, rights }: MediaGrant): Promise<MediaToken> {
    const { connection } = this.connected();
    const ttl = this.options.tokenTtlSeconds;
    const token = new AccessToken(connection.apiKey, connection.apiSecret, { identity, name, metadata, ttl });
    token.addGrant({
      room: roomName,
      roomJoin: true,
      roomAdmin: rights.role === 'moderator',
      canPublish: rights.canPublish,
      canPublishData: rights.canPublishData,
      canSubscribe: rights.canSubscribe,
    });
    return { token: await token.toJwt(), url: connection.publicUrl, expiresAt: new Date(Date.now() + ttl * 1000) };
  }

  private connected(): { connection: LivekitConnection; rooms: RoomServiceClient } {
    if (!('status' in this.server)) return this.server;
    const { status, reason } = this.server;
    if (status === 'starting')
      throw new FoyerError('MEDIA_UNAVAILABLE', reason, { retryAfter: STARTING_RETRY_SECONDS });
    throw new FoyerError('MEDIA_NOT_CONFIGURED', reason, {
      suggestion:
        'Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; or put livekit-server on PATH; or install Go 1.26 or Python 3, so that Foyer can build it. Then start again.',
      retryAfter: STARTING_RETRY_SECONDS,
    });
  }
}
