import type { RoomId } from '@foyer/core';
import { deleteIngress, ifThere, LiveKit, type IngressInfo } from '@foyer/livekit';
import { listIfThere } from './list-if-there.js';

/** The ingresses of a room, which LiveKit keeps without knowing that there are rooms. */
export class RoomIngresses {
  constructor(private readonly livekit: LiveKit) {}

  /** The room is gone: nothing can come in any more. */
  async remove(room: RoomId): Promise<void> {
    await this.forEach(room, ({ ingressId }) => this.delete(ingressId));
  }

  /** The room has another id: whoever streams to it goes on under the same address. What is fetched from a URL ends with the call. */
  async move(from: RoomId, to: RoomId): Promise<void> {
    await this.forEach(from, ({ ingressId, reusable }) =>
      reusable
        ? ifThere(this.livekit.change(({ ingress }) => ingress.updateIngress(ingressId, { name: '', roomName: to })))
        : this.delete(ingressId),
    );
  }

  /** One that cannot follow keeps none of the others from it. */
  private async forEach(room: RoomId, follow: (ingress: IngressInfo) => Promise<void>): Promise<void> {
    const done = await Promise.allSettled((await this.of(room)).map(follow));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private delete(ingressId: string): Promise<void> {
    return ifThere(deleteIngress(this.livekit, ingressId));
  }

  private of(room: RoomId): Promise<IngressInfo[]> {
    return listIfThere(this.livekit, ({ ingress }) => ingress.listIngress({ roomName: room }));
  }
}
