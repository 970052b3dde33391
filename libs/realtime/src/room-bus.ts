import type { UserOnWire } from '@foyer/protocol';
import type { LogRow, RoomKey } from './room-store.js';

/** What nodes tell each other of a room. Losing any of it loses no data: the log is the truth. */
export type BusMessage =
  | { readonly kind: 'row'; readonly row: LogRow }
  /** A message for everybody in the room, or for one actor. */
  | { readonly kind: 'relay'; readonly message: string; readonly to?: number }
  | { readonly kind: 'joined'; readonly actor: number; readonly user: UserOnWire }
  | { readonly kind: 'left'; readonly actor: number }
  /** A node that comes new asks the others for who is there. */
  | { readonly kind: 'roll-call' }
  | { readonly kind: 'roll'; readonly users: readonly (readonly [actor: number, user: UserOnWire])[] };

/** Carries messages between the nodes that have a room open. In order per sender; not to the sender itself. */
export interface RoomBus {
  /** Hears what other nodes say of the room; answers how to stop. */
  subscribe(room: RoomKey, node: string, listener: (message: BusMessage) => void): () => void;
  publish(room: RoomKey, node: string, message: BusMessage): void;
}
