import { CallReconciler, Calls } from '@foyer/calls';
import { FoyerError, invalid } from '@foyer/core';
import { LiveKit, MediaServices, isNotFound, type SIPParticipantInfo } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { CallsService } from '../calls.service.js';
import { noParticipant } from '../not-found.js';
import { ParticipantsService } from '../participants.service.js';
import type { CreateSipCallBody, TransferSipCallBody } from './sip-call.dto.js';
import { noOutboundTrunk, noPhone } from './sip-errors.js';
import { toLivekitJson } from './sip-json.js';
import { SipOutboundTrunksService } from './sip-outbound-trunks.service.js';

/** Of LiveKit's kinds of participants, those by phone. */
const SIP = 3;
const RINGING_SECONDS = 30;
/** How much longer than it rings an answer is waited for. */
const MARGIN_SECONDS = 3;

/** Phone calls out of, and in, the calls of rooms. */
@Injectable()
export class SipCallsService {
  constructor(
    private readonly livekit: LiveKit,
    private readonly services: MediaServices,
    private readonly trunks: SipOutboundTrunksService,
    private readonly calls: Calls,
    private readonly open: CallsService,
    private readonly participants: ParticipantsService,
    private readonly books: CallReconciler,
  ) {}

  /** Calls somebody into the call of a room, which is opened for it. */
  async create({
    number,
    trunkId,
    trunk,
    roomName,
    fromNumber,
    participantIdentity = `sip_${number}`,
    ringingTimeout = 0,
    ...said
  }: CreateSipCallBody): Promise<SIPParticipantInfo> {
    mustNameOneTrunk({ trunkId, trunk, fromNumber });
    await this.services.require('sip');
    if (trunkId !== undefined) await this.trunks.get(trunkId);
    await this.mustBeFree(roomName, participantIdentity);
    await this.calls.open(await this.calls.room(roomName));
    // Where nothing is said LiveKit lets it ring for minutes, but waits for no answer as long.
    const rings = ringingTimeout === 0 && said.waitUntilAnswered === true ? RINGING_SECONDS : ringingTimeout;
    const call = {
      ...toLivekitJson({ ...said, ringingTimeout: rings }),
      sipCallTo: number,
      roomName,
      participantIdentity,
      ...(trunkId === undefined ? {} : { sipTrunkId: trunkId }),
      ...(trunk === undefined ? {} : { trunk }),
      ...(fromNumber === undefined ? {} : { sipNumber: fromNumber }),
    };
    try {
      return await this.livekit.change(({ sip }) =>
        sip.dial(call, said.waitUntilAnswered === true ? rings + MARGIN_SECONDS : undefined),
      );
    } catch (error) {
      // Of all that it needs only the trunk can be missing to LiveKit: it has been deleted meanwhile.
      throw isNotFound(error) && trunkId !== undefined ? noOutboundTrunk(trunkId) : error;
    } finally {
      this.books.hint(roomName);
    }
  }

  /** Hands a phone call on to somebody else: it leaves the call of the room. */
  async transfer(roomName: string, identity: string, { ringingTimeout, ...how }: TransferSipCallBody): Promise<void> {
    await this.mustBeByPhone(roomName, identity);
    const { transferTo, ...options } = how;
    const seconds = ringingTimeout === 0 ? undefined : ringingTimeout;
    try {
      await this.livekit.change(({ sip }) =>
        sip.transferSipParticipant(roomName, identity, transferTo, {
          ...options,
          ...(seconds === undefined ? {} : { ringingTimeout: seconds }),
        }),
      );
    } catch (error) {
      if (isNotFound(error)) throw noParticipant(roomName, identity);
      throw error instanceof FoyerError && error.code === 'SIP_CALL_FAILED'
        ? new FoyerError(error.code, error.message.replace('The call', 'The transfer'), error.details)
        : error;
    } finally {
      this.books.hint(roomName);
    }
  }

  /** Hangs up. */
  async end(roomName: string, identity: string): Promise<void> {
    await this.mustBeByPhone(roomName, identity);
    await this.participants.remove(roomName, identity);
  }

  /** LiveKit would put out whoever is there by this name. Throws 409. */
  private async mustBeFree(roomName: string, identity: string): Promise<void> {
    const there = await this.livekit.read(({ rooms }) => rooms.listParticipants(roomName));
    if (!there.some((participant) => participant.identity === identity)) return;
    throw new FoyerError(
      'RESOURCE_ALREADY_EXISTS',
      `There is a participant "${identity}" in the call "${roomName}" already.`,
      { suggestion: "Choose another 'participantIdentity'." },
    );
  }

  /** Throws 404. */
  private async mustBeByPhone(roomName: string, identity: string): Promise<void> {
    await this.services.require('sip');
    await this.open.get(roomName);
    const { kind } = await this.participants.get(roomName, identity);
    if (Number(kind) !== SIP) throw noPhone(roomName, identity);
  }
}

/** Throws 422. */
function mustNameOneTrunk({
  trunkId,
  trunk,
  fromNumber,
}: Pick<CreateSipCallBody, 'trunkId' | 'trunk' | 'fromNumber'>): void {
  if ((trunkId === undefined) === (trunk === undefined))
    throw invalid([{ pointer: '/trunkId', message: "One of 'trunkId' and 'trunk' is needed, and not both." }]);
  if (trunk !== undefined && fromNumber === undefined)
    throw invalid([{ pointer: '/fromNumber', message: "A 'trunk' of the call's own needs a 'fromNumber'." }]);
}
