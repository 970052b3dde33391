import { invalid } from '@foyer/core';
import { LiveKit, SIPDispatchRuleInfo, isNotFound } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import type { CreateSipDispatchRuleBody, UpdateSipDispatchRuleBody } from './sip-dispatch-rule.dto.js';
import { changedDispatchRule } from './sip-dispatch-rule.mapper.js';
import { shareCallers } from './sip-conflicts.js';
import { asTaken, noDispatchRule, taken } from './sip-errors.js';
import { SipInboundTrunksService } from './sip-inbound-trunks.service.js';
import { Turns } from './turns.js';

const TAKEN = 'The dispatch rule{id} is for the same trunks and numbers, and asks for the same PIN or none.';

/** Which call a phone call comes into. */
@Injectable()
export class SipDispatchRulesService {
  private readonly turns = new Turns();

  constructor(
    private readonly livekit: LiveKit,
    private readonly trunks: SipInboundTrunksService,
  ) {}

  /** All of them, or those for this trunk. */
  list(trunkId?: string): Promise<SIPDispatchRuleInfo[]> {
    return this.livekit.read(({ sip }) =>
      sip.listSipDispatchRule(trunkId === undefined ? {} : { trunkIds: [trunkId] }),
    );
  }

  /** Throws 404. */
  async get(id: string): Promise<SIPDispatchRuleInfo> {
    const found = await this.livekit.read(({ sip }) => sip.listSipDispatchRule({ dispatchRuleIds: [id] }));
    // In place of what it does not have LiveKit answers with nothing.
    const rule = found.find(({ sipDispatchRuleId }) => sipDispatchRuleId === id);
    if (rule === undefined) throw noDispatchRule(id);
    return rule;
  }

  async create(body: CreateSipDispatchRuleBody): Promise<SIPDispatchRuleInfo> {
    const rule = changedDispatchRule(new SIPDispatchRuleInfo(), body);
    await this.mustBeThere(rule.trunkIds);
    return this.unlessTaken(
      null,
      this.livekit.change(({ sip }) => sip.createDispatchRule(rule)),
    );
  }

  /** Changes what is sent and nothing else. */
  update(id: string, changes: UpdateSipDispatchRuleBody): Promise<SIPDispatchRuleInfo> {
    return this.turns.take(id, async () => {
      const rule = changedDispatchRule(await this.get(id), changes);
      if (changes.trunkIds !== undefined) await this.mustBeThere(changes.trunkIds);
      const other = (await this.list()).find((one) => one.sipDispatchRuleId !== id && shareCallers(one, rule));
      if (other !== undefined) throw taken(TAKEN, other.sipDispatchRuleId);
      return this.unlessTaken(
        id,
        this.livekit.change(({ sip }) => sip.updateSipDispatchRule(id, rule)),
      );
    });
  }

  async delete(id: string): Promise<void> {
    await this.unlessTaken(
      id,
      this.livekit.change(({ sip }) => sip.deleteSipDispatchRule(id)),
    );
  }

  /** LiveKit takes a rule for any trunk, and it would be for none. Throws 422. */
  private async mustBeThere(trunkIds: string[]): Promise<void> {
    if (trunkIds.length === 0) return;
    const there = new Set((await this.trunks.existing(trunkIds)).map(({ sipTrunkId }) => sipTrunkId));
    const missing = trunkIds.findIndex((id) => !there.has(id));
    if (missing === -1) return;
    throw invalid([{ pointer: `/trunkIds/${missing}`, message: `There is no inbound trunk "${trunkIds[missing]}".` }]);
  }

  private async unlessTaken<T>(id: string | null, change: Promise<T>): Promise<T> {
    try {
      return await change;
    } catch (error) {
      if (id !== null && isNotFound(error)) throw noDispatchRule(id);
      throw asTaken(error, 'Dispatch rule for the same trunk', id, TAKEN);
    }
  }
}
