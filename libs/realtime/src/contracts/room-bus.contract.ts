import { describe, expect, it } from '@jest/globals';
import type { BusMessage, RoomBus } from '../room-bus.js';

/** Every node has a bus of its own; all of them reach each other. */
export interface RoomBusUnderTest {
  readonly aNode: () => Promise<RoomBus>;
  /** Waits until what was published before has arrived wherever it will. */
  readonly settled: () => Promise<void>;
}

const said = (n: number): BusMessage => ({ kind: 'relay', message: `${n}` });

/** What every bus between nodes keeps to. */
export function describeRoomBus(name: string, open: () => Promise<RoomBusUnderTest>): void {
  describe(`the room bus ${name}`, () => {
    it('[RB1] carries every kind of message to all other nodes that have the room open, and not back', async () => {
      const { aNode, settled } = await open();
      const heard: Record<string, BusMessage[]> = { a: [], b: [], c: [] };
      const buses = await Promise.all(Object.keys(heard).map(async (node) => [node, await aNode()] as const));
      for (const [node, bus] of buses) bus.subscribe('room', node, (message) => heard[node]?.push(message));
      const messages: BusMessage[] = [
        { kind: 'row', row: { seq: 7, bytes: Uint8Array.from({ length: 256 }, (_, i) => i) } },
        { kind: 'relay', message: '{"text":"\u0000 é \ud83d\ude00"}', to: 3 },
        { kind: 'joined', actor: 1, user: { id: 'alice', info: { name: 'A' }, scopes: ['room:write'] } },
        { kind: 'left', actor: 1 },
        { kind: 'roll-call' },
        { kind: 'roll', users: [[2, { scopes: [] }]] },
      ];
      for (const message of messages) buses[0]?.[1].publish('room', 'a', message);
      await settled();
      expect([heard.a, heard.b?.map(plain), heard.c?.map(plain)]).toEqual([
        [],
        messages.map(plain),
        messages.map(plain),
      ]);
    });

    it('[RB2] keeps the order of a sender', async () => {
      const { aNode, settled } = await open();
      const [one, other] = [await aNode(), await aNode()];
      const heard: BusMessage[] = [];
      other.subscribe('room', 'other', (message) => heard.push(message));
      for (let n = 0; n < 1_000; n++) one.publish('room', 'one', said(n));
      await settled();
      expect(heard).toEqual(Array.from({ length: 1_000 }, (_, n) => said(n)));
    });

    it('[RB3] keeps rooms apart, and is silent for who has left', async () => {
      const { aNode, settled } = await open();
      const [one, other] = [await aNode(), await aNode()];
      const heard: string[] = [];
      const stop = other.subscribe('room', 'other', () => heard.push('room'));
      other.subscribe('another', 'other', () => heard.push('another'));
      one.publish('room', 'one', said(1));
      await settled();
      stop();
      one.publish('room', 'one', said(2));
      one.publish('another', 'one', said(3));
      one.publish('nobody is here', 'one', said(4));
      await settled();
      expect(heard).toEqual(['room', 'another']);
    });
  });
}

/** Bytes may come as any view of bytes. */
const plain = (message: BusMessage): unknown =>
  message.kind === 'row' ? { ...message, row: { ...message.row, bytes: [...message.row.bytes] } } : message;
