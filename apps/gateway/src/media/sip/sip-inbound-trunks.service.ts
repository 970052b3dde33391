import { invalid } from '@foyer/core';
import { LiveKit, SIPInboundTrunkInfo, isNotFound } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { shareCalls } from './sip-conflicts.js';
import { asTaken, noInboundTrunk, taken } from './sip-errors.js';
import type { CreateSipInboundTrunkBody, UpdateSipInboundTrunkBody } from './sip-inbound-trunk.dto.js';
import { changedInboundTrunk } from './sip-trunk.mapper.js';
import { Turns } from './turns.js';

const TAKEN = 'The inbound trunk{id} takes calls to the same numbers, from the same callers.';

/** Where calls come in. LiveKit deletes a trunk that is not there without a word: it is looked up first. */
@Injectable()
export class SipInboundTrunksService {
  private readonly turns = new Turns();

  constructor(private readonly livekit: LiveKit) {}

  /** All of them, or those that take calls to this number. */
  list(number?: string): Promise<SIPInboundTrunkInfo[]> {
    return this.livekit.read(({ sip }) => sip.listSipInboundTrunk(number === undefined ? {} : { numbers: [number] }));
  }

  /** Throws 404. */
  async get(id: string): Promise<SIPInboundTrunkInfo> {
    const [trunk] = await this.existing([id]);
    if (trunk === undefined) throw noInboundTrunk(id);
    return trunk;
  }

  /** Those of these ids that there are. */
  async existing(trunkIds: string[]): Promise<SIPInboundTrunkInfo[]> {
    const found = await this.livekit.read(({ sip }) => sip.listSipInboundTrunk({ trunkIds }));
    // In place of what it does not have LiveKit answers with nothing.
    return found.filter(({ sipTrunkId }) => sipTrunkId !== '');
  }

  create(body: CreateSipInboundTrunkBody): Promise<SIPInboundTrunkInfo> {
    const trunk = changedInboundTrunk(new SIPInboundTrunkInfo(), body);
    mustBeGuarded(trunk);
    return this.unlessTaken(
      null,
      this.livekit.change(({ sip }) => sip.createInboundTrunk(trunk)),
    );
  }

  /** Changes what is sent and nothing else. */
  update(id: string, changes: UpdateSipInboundTrunkBody): Promise<SIPInboundTrunkInfo> {
    return this.turns.take(id, async () => {
      const trunk = changedInboundTrunk(await this.get(id), changes);
      mustBeGuarded(trunk);
      const other = (await this.list()).find((one) => one.sipTrunkId !== id && shareCalls(one, trunk));
      if (other !== undefined) throw taken(TAKEN, other.sipTrunkId);
      return this.unlessTaken(
        id,
        this.livekit.change(({ sip }) => sip.updateSipInboundTrunk(id, trunk)),
      );
    });
  }

  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.livekit.change(({ sip }) => sip.deleteSipTrunk(id));
  }

  private async unlessTaken<T>(id: string | null, change: Promise<T>): Promise<T> {
    try {
      return await change;
    } catch (error) {
      if (id !== null && isNotFound(error)) throw noInboundTrunk(id);
      throw asTaken(error, 'Conflicting inbound SIP Trunks', id, TAKEN);
    }
  }
}

/** Throws 422. A trunk with half of a login would ask callers for none. */
function mustBeGuarded({ numbers, allowedAddresses, authUsername, authPassword }: SIPInboundTrunkInfo): void {
  if ((authUsername === '') !== (authPassword === '')) {
    throw invalid([
      {
        pointer: authUsername === '' ? '/authUsername' : '/authPassword',
        message: "'authUsername' and 'authPassword' go together: give both, or neither.",
      },
    ]);
  }
  if (numbers.length === 0 && allowedAddresses.length === 0 && authUsername === '') {
    throw invalid([
      {
        pointer: '/numbers',
        message: "One of 'numbers', 'allowedAddresses' and 'authUsername' with 'authPassword' is needed.",
      },
    ]);
  }
}
