import { FoyerError, invalid, type RoomId } from '@foyer/core';
import { readYjsUpdate, type LiveRoom } from '@foyer/realtime';
import { Injectable } from '@nestjs/common';
import { LiveRooms } from '../platform/live-rooms.js';
import { WrongTypeError, valueAt, viewOf } from './ydoc-view.js';
import type { SharedType } from './ydoc.dto.js';

/** The Yjs documents of a room over REST. */
@Injectable()
export class YdocService {
  constructor(private readonly rooms: LiveRooms) {}

  /** The whole document as JSON, or one of its types: bare, where the caller says what it is. */
  read(
    id: RoomId,
    { guid, key, type, formatting }: { guid?: string; key?: string; type?: SharedType; formatting: boolean },
  ): Promise<unknown> {
    return this.rooms.in(id, ({ state: { yjs } }) => {
      const doc = yjs.get(guid);
      if (key === undefined) return viewOf(doc, formatting);
      try {
        const value = valueAt(doc, key, type, formatting);
        return type === undefined ? { [key]: value } : value;
      } catch (error) {
        if (!(error instanceof WrongTypeError)) throw error;
        throw invalid([{ pointer: '?type', message: error.message }]);
      }
    });
  }

  /** All of the document as one update. */
  readBinary(id: RoomId, guid: string | undefined): Promise<Buffer> {
    return this.rooms.in(id, ({ state: { yjs } }) => Buffer.from(yjs.diff(guid, new Uint8Array(), false).update));
  }

  /** Merges an update; everybody in the room receives it. 422 for what is none, or for an unknown subdocument. */
  async update(id: RoomId, guid: string | undefined, update: Buffer): Promise<void> {
    if (readYjsUpdate(update, false) === null)
      throw invalid([{ pointer: '', message: 'The body is not a Yjs update.' }]);
    await this.rooms.in(id, async (room: LiveRoom) => {
      if (guid !== undefined && !room.state.yjs.knows(guid)) {
        throw new FoyerError('UNPROCESSABLE_ENTITY', `The room has no subdocument with the guid "${guid}".`, {
          suggestion: 'Add the subdocument to the main document first.',
          errors: [{ pointer: '?guid', message: `YDoc with guid ${guid} not found.` }],
        });
      }
      const entry = { update: update.toString('base64'), v2: false, ...(guid === undefined ? {} : { guid }) };
      await room.write([entry]);
    });
  }
}
