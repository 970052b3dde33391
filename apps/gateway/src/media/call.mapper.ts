import type { LivekitRoom } from '@foyer/livekit';
import type { CallBody } from './call.dto.js';

/** LiveKit's own JSON of a room, with every field, but without the password of its TURN server. */
export function toCallBody(room: LivekitRoom): CallBody {
  const { turnPassword: _, ...shown } = room.toJson({ emitDefaultValues: true }) as unknown as CallBody & {
    turnPassword: string;
  };
  return shown;
}
