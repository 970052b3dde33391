import { Calls, OPEN_ROOM } from '@foyer/calls';
import type { RoomId } from '@foyer/core';
import { LiveKit } from '@foyer/livekit';
import { RoomRegistry } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import type { Room as LivekitRoom } from 'livekit-server-sdk';

/** The open calls. */
@Injectable()
export class CallsService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly livekit: LiveKit,
    private readonly calls: Calls,
  ) {}

  /** Opens the call, and registers its room if that is new. */
  async open(roomName: RoomId): Promise<LivekitRoom> {
    return this.calls.open(await this.registry.getOrCreate(roomName, OPEN_ROOM));
  }

  /** All of them, or just the one with this name. */
  list(roomName?: string): Promise<LivekitRoom[]> {
    return this.livekit.read(({ rooms }) => rooms.listRooms(roomName === undefined ? undefined : [roomName]));
  }
}
