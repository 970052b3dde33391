import { LiveKit, isNotFound, type AgentDispatch } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import type { CreateAgentDispatchBody } from './agent-dispatch.dto.js';
import { CallsService } from './calls.service.js';
import { noCall, noDispatch } from './not-found.js';

/**
 * What calls agents into calls. LiveKit takes a dispatch for any name, and is silent for seconds where no call of that name is open: the
 * call is looked up first.
 */
@Injectable()
export class AgentDispatchesService {
  constructor(
    private readonly livekit: LiveKit,
    private readonly calls: CallsService,
  ) {}

  async create(roomName: string, { agentName, metadata }: CreateAgentDispatchBody): Promise<AgentDispatch> {
    await this.calls.get(roomName);
    return this.unlessEnded(
      roomName,
      this.livekit.change(({ dispatches }) => dispatches.createDispatch(roomName, agentName, { metadata })),
    );
  }

  /** Oldest first: LiveKit keeps them in no order. */
  async list(roomName: string): Promise<AgentDispatch[]> {
    await this.calls.get(roomName);
    const all = await this.unlessEnded(
      roomName,
      this.livekit.read(({ dispatches }) => dispatches.listDispatch(roomName)),
    );
    return all.filter(namesAnAgent).toSorted((a, b) => Number(createdAt(a) - createdAt(b)));
  }

  async get(roomName: string, dispatchId: string): Promise<AgentDispatch> {
    await this.calls.get(roomName);
    const found = await this.unlessEnded(
      roomName,
      this.livekit.read(({ dispatches }) => dispatches.getDispatch(dispatchId, roomName)),
    );
    if (found === undefined || !namesAnAgent(found)) throw noDispatch(roomName, dispatchId);
    return found;
  }

  async delete(roomName: string, dispatchId: string): Promise<void> {
    await this.get(roomName, dispatchId);
    try {
      await this.livekit.change(({ dispatches }) => dispatches.deleteDispatch(dispatchId, roomName));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // LiveKit's "not found" does not tell which of the two has gone meanwhile.
      await this.calls.get(roomName);
      throw noDispatch(roomName, dispatchId);
    }
  }

  /** The call may end after it was looked up. */
  private async unlessEnded<T>(roomName: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw isNotFound(error) ? noCall(roomName) : error;
    }
  }
}

/**
 * LiveKit gives each call a dispatch of its own without a name, which is for every agent that registered without one. Nobody created it,
 * so it is not shown, and cannot be deleted.
 */
const namesAnAgent = ({ agentName }: AgentDispatch): boolean => agentName !== '';

const createdAt = ({ state }: AgentDispatch): bigint => state?.createdAt ?? 0n;
