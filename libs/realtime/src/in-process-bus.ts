import type { BusMessage, RoomBus } from './room-bus.js';
import type { RoomKey } from './room-store.js';

/** A bus within one process: silent with one hub, and what two hubs of a test talk by. */
export class InProcessBus implements RoomBus {
  private readonly rooms = new Map<RoomKey, Map<string, (message: BusMessage) => void>>();

  subscribe(room: RoomKey, node: string, listener: (message: BusMessage) => void): () => void {
    const listeners = this.rooms.get(room) ?? new Map<string, (message: BusMessage) => void>();
    this.rooms.set(room, listeners.set(node, listener));
    return () => {
      if (listeners.get(node) !== listener) return;
      listeners.delete(node);
      if (listeners.size === 0 && this.rooms.get(room) === listeners) this.rooms.delete(room);
    };
  }

  publish(room: RoomKey, node: string, message: BusMessage): void {
    const listeners = this.rooms.get(room);
    if (listeners === undefined || listeners.size === (listeners.has(node) ? 1 : 0)) return;
    for (const [other, listener] of listeners) if (other !== node) setImmediate(() => listener(message));
  }
}
