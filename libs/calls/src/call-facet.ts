import type { Room, RoomFacet } from '@foyer/room-registry';
import { isDeepStrictEqual } from 'node:util';
import type { CallRightsKeeper } from './call-rights.js';
import type { Calls } from './calls.js';
import type { RoomDispatchRules } from './room-dispatch-rules.js';
import type { RoomIngresses } from './room-ingresses.js';

/** The call of a room, and what streams into it. Its name in LiveKit is the room's id, so a rename ends the call under the old name. */
export class CallFacet implements RoomFacet {
  readonly name = 'call';

  constructor(
    private readonly calls: Calls,
    private readonly rights: CallRightsKeeper,
    private readonly ingresses: RoomIngresses,
    private readonly rules: RoomDispatchRules,
  ) {}

  /** Whoever is in the call follows at once, but nobody waits for LiveKit. */
  async roomChanged(room: Room, before: Room): Promise<void> {
    if (!isDeepStrictEqual(ruleOf(room), ruleOf(before))) this.rights.ruleChanged(room.id);
  }

  async roomDeleted(room: Room): Promise<void> {
    await this.closeAfter(this.ingresses.remove(room.id), room.id);
  }

  async roomRenamed(from: Room, to: Room): Promise<void> {
    await Promise.all([this.closeAfter(this.ingresses.move(from.id, to.id), from.id), this.rules.move(from.id, to.id)]);
  }

  /** One after the other: LiveKit does not bear that a stream ends while its ingress is deleted. */
  private async closeAfter(ingresses: Promise<void>, name: string): Promise<void> {
    try {
      await ingresses;
    } finally {
      await this.calls.close(name);
    }
  }
}

/** What decides who may do what in the call. */
const ruleOf = ({ defaultAccesses, usersAccesses, groupsAccesses, media }: Room): unknown => {
  const { defaultRole, usersRoles, groupsRoles } = media;
  return { defaultAccesses, usersAccesses, groupsAccesses, defaultRole, usersRoles, groupsRoles };
};
