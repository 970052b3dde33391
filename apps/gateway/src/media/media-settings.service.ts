import { FoyerError, invalid, type FieldError, type RoomId } from '@foyer/core';
import type { Json } from '@foyer/protocol';
import { RoomRegistry, isMediaPatch, type MediaPatch, type MediaSettings } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';

/** The field `media` of rooms, as a resource of its own. */
@Injectable()
export class MediaSettingsService {
  constructor(private readonly registry: RoomRegistry) {}

  async get(id: RoomId): Promise<MediaSettings> {
    return (await this.registry.get(id)).media;
  }

  /** Changes what is there and leaves the rest. 422 with the place in the patch. */
  async update(id: RoomId, patch: Json): Promise<MediaSettings> {
    const wrong = isMediaPatch(patch, 'media');
    if (wrong !== null) throw invalid([ofBody(wrong)]);
    try {
      return (await this.registry.update(id, { media: patch as MediaPatch })).media;
    } catch (error) {
      if (error instanceof FoyerError && error.details.errors !== undefined)
        throw invalid(error.details.errors.map(ofBody));
      throw error;
    }
  }
}

/** What is a field of the room elsewhere is the whole body here. */
const ofBody = ({ pointer, message }: FieldError): FieldError => ({
  pointer: pointer.replace(/^\/media/, ''),
  message,
});
