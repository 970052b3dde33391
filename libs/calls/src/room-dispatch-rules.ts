import { FoyerError, type RoomId } from '@foyer/core';
import { LiveKit, isNotFound, type SIPDispatchRuleInfo } from '@foyer/livekit';

/** The dispatch rules that lead phone calls into a room, which LiveKit keeps without knowing that there are rooms. */
export class RoomDispatchRules {
  constructor(private readonly livekit: LiveKit) {}

  /** The room has another id: whoever calls comes into its call as before. */
  async move(from: RoomId, to: RoomId): Promise<void> {
    for (const info of await this.all()) {
      const direct = info.rule?.rule;
      if (direct?.case !== 'dispatchRuleDirect' || direct.value.roomName !== from) continue;
      direct.value.roomName = to;
      await this.ifThere(this.livekit.change(({ sip }) => sip.updateSipDispatchRule(info.sipDispatchRuleId, info)));
    }
  }

  /** None, where LiveKit is not there, or cannot have any. */
  private async all(): Promise<SIPDispatchRuleInfo[]> {
    if (!this.livekit.isConfigured) return [];
    try {
      return await this.livekit.read(({ sip }) => sip.listSipDispatchRule());
    } catch (error) {
      if (error instanceof FoyerError && error.code === 'MEDIA_UNAVAILABLE') return [];
      throw error;
    }
  }

  private async ifThere(change: Promise<unknown>): Promise<void> {
    try {
      await change;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
