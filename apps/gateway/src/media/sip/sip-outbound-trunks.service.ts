import { LiveKit, SIPOutboundTrunkInfo, isNotFound } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { noOutboundTrunk } from './sip-errors.js';
import type { CreateSipOutboundTrunkBody, UpdateSipOutboundTrunkBody } from './sip-outbound-trunk.dto.js';
import { changedOutboundTrunk } from './sip-trunk.mapper.js';
import { Turns } from './turns.js';

/** Where calls go out. LiveKit deletes a trunk that is not there without a word: it is looked up first. */
@Injectable()
export class SipOutboundTrunksService {
  private readonly turns = new Turns();

  constructor(private readonly livekit: LiveKit) {}

  /** All of them, or those that call from this number. */
  list(number?: string): Promise<SIPOutboundTrunkInfo[]> {
    return this.livekit.read(({ sip }) => sip.listSipOutboundTrunk(number === undefined ? {} : { numbers: [number] }));
  }

  /** Throws 404. */
  async get(id: string): Promise<SIPOutboundTrunkInfo> {
    const found = await this.livekit.read(({ sip }) => sip.listSipOutboundTrunk({ trunkIds: [id] }));
    // In place of what it does not have LiveKit answers with nothing.
    const trunk = found.find(({ sipTrunkId }) => sipTrunkId === id);
    if (trunk === undefined) throw noOutboundTrunk(id);
    return trunk;
  }

  create(body: CreateSipOutboundTrunkBody): Promise<SIPOutboundTrunkInfo> {
    const trunk = changedOutboundTrunk(new SIPOutboundTrunkInfo(), body);
    return this.livekit.change(({ sip }) => sip.createOutboundTrunk(trunk));
  }

  /** Changes what is sent and nothing else. */
  update(id: string, changes: UpdateSipOutboundTrunkBody): Promise<SIPOutboundTrunkInfo> {
    return this.turns.take(id, async () => {
      const trunk = changedOutboundTrunk(await this.get(id), changes);
      try {
        return await this.livekit.change(({ sip }) => sip.updateSipOutboundTrunk(id, trunk));
      } catch (error) {
        throw isNotFound(error) ? noOutboundTrunk(id) : error;
      }
    });
  }

  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.livekit.change(({ sip }) => sip.deleteSipTrunk(id));
  }
}
