import type { RoomId } from '@foyer/core';
import { ifThere, LiveKit } from '@foyer/livekit';
import { listIfThere } from './list-if-there.js';

/** The dispatch rules that lead phone calls into a room, which LiveKit keeps without knowing that there are rooms. */
export class RoomDispatchRules {
  constructor(private readonly livekit: LiveKit) {}

  /** The room has another id: whoever calls comes into its call as before. */
  async move(from: RoomId, to: RoomId): Promise<void> {
    for (const info of await listIfThere(this.livekit, ({ sip }) => sip.listSipDispatchRule())) {
      const direct = info.rule?.rule;
      if (direct?.case !== 'dispatchRuleDirect' || direct.value.roomName !== from) continue;
      direct.value.roomName = to;
      await ifThere(this.livekit.change(({ sip }) => sip.updateSipDispatchRule(info.sipDispatchRuleId, info)));
    }
  }
}
