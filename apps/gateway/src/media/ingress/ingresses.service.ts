import { CallReconciler, Calls } from '@foyer/calls';
import { FoyerError, invalid, type FieldError, type RoomId } from '@foyer/core';
import { CallSessionRepository } from '@foyer/database';
import {
  IngressInput,
  LiveKit,
  MediaServices,
  deleteIngress,
  ifThere,
  isFromIngress,
  isNotFound,
  type ParticipantInfo,
} from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { noIngress } from '../not-found.js';
import type { ListIngressesQuery, UpdateIngressBody } from './ingress.dto.js';
import { toCreateOptions, toIngressBody, toUpdateOptions, type NewIngress } from './ingress.mapper.js';
import type { IngressBody } from './ingress-info.dto.js';
import { isRunning, mustBeInCall, withPlainError, withoutStream } from './ingress-state.js';

const INPUTS = { rtmp: IngressInput.RTMP_INPUT, whip: IngressInput.WHIP_INPUT, url: IngressInput.URL_INPUT } as const;

/** How long a stream that was ended may stay on LiveKit's books, and its participant in the call: 2 s. */
const ENDING = { waitMs: 100, tries: 20 } as const;

/** How long LiveKit's ingress service may take to say that a stream has ended, after its participant has left the call. */
const SAYS_SO_MS = 10_000;

/**
 * What brings streams from outside into calls. LiveKit keeps the ingresses and its ingress service works them; where that is missing the
 * answer says so, before LiveKit waits for it in vain.
 */
@Injectable()
export class IngressesService {
  constructor(
    private readonly livekit: LiveKit,
    private readonly services: MediaServices,
    private readonly calls: Calls,
    private readonly books: CallReconciler,
    private readonly sessions: CallSessionRepository,
  ) {}

  /** Opens the call too, for whoever waits for the stream: it opens the call itself only when it comes. */
  async create(kind: keyof typeof INPUTS, body: NewIngress): Promise<IngressBody> {
    const wanted = { name: `${kind}-ingress`, ...body };
    if (kind === 'whip' && body.enableTranscoding !== true) refuseEncodings(body);
    await this.services.require('ingress');
    await this.openCall(body.roomName);
    const made = await this.livekit.change(({ ingress }) =>
      ingress.createIngress(INPUTS[kind], toCreateOptions(wanted)),
    );
    return toIngressBody(made);
  }

  /** By room, name and id: LiveKit keeps them in no order. */
  async list(filter: Pick<ListIngressesQuery, 'roomName' | 'ingressId'> = {}): Promise<IngressBody[]> {
    const now = Date.now();
    const listed = await this.listed(filter);
    const missed = await this.notInCall(listed.filter((ingress) => mustBeInCall(ingress, now)));
    const lost = await this.leftBefore(new Date(now - SAYS_SO_MS), missed);
    return listed.map((ingress) => (lost.has(ingress) ? withoutStream(ingress) : withPlainError(ingress)));
  }

  /** Changes what is sent and nothing else. */
  async update(ingressId: string, changes: UpdateIngressBody): Promise<IngressBody> {
    if (Object.values(changes).every((value) => value === undefined)) {
      throw invalid([{ pointer: '', message: 'The body changes nothing; at least one field is needed.' }]);
    }
    await this.services.require('ingress');
    const current = await this.get(ingressId);
    if (!current.reusable) {
      throw new FoyerError(
        'MEDIA_PRECONDITION_FAILED',
        `The ingress "${ingressId}" fetches its media from a URL: it cannot be changed.`,
        { suggestion: 'Delete it, and make another with POST /ingresses/url.' },
      );
    }
    refuseWhatCannotBeEncoded(current, changes);
    const { roomName, enabled } = changes;
    if (roomName !== undefined || enabled === true) await this.openCall(roomName ?? (current.roomName as RoomId));
    for (const step of inSteps(current, changes)) await this.change(ingressId, step);
    return this.withoutStreamOf(current);
  }

  async delete(ingressId: string): Promise<void> {
    await this.services.require('ingress');
    const { roomName } = await this.get(ingressId);
    try {
      await deleteIngress(this.livekit, ingressId);
    } catch (error) {
      throw isNotFound(error) ? noIngress(ingressId) : error;
    }
    await this.takeOut(ingressId, roomName);
    this.books.hint(roomName);
  }

  private async get(ingressId: string): Promise<IngressBody> {
    const [ingress] = await this.list({ ingressId });
    if (ingress === undefined) throw noIngress(ingressId);
    return ingress;
  }

  /** The ingress after a change, which ends the stream that was running: LiveKit answers before that is on its books. */
  private async withoutStreamOf(before: IngressBody): Promise<IngressBody> {
    for (let tries = 1; ; tries++) {
      const ingress = await this.get(before.ingressId);
      const isGoingOn = isRunning(ingress) && ingress.state?.resourceId === before.state?.resourceId;
      if (!isGoingOn || tries === ENDING.tries) return ingress;
      await wait(ENDING.waitMs);
    }
  }

  private async openCall(roomName: RoomId): Promise<void> {
    await this.calls.open(await this.calls.room(roomName));
  }

  private async change(ingressId: string, changes: UpdateIngressBody): Promise<void> {
    try {
      await this.livekit.change(({ ingress }) => ingress.updateIngress(ingressId, toUpdateOptions(changes)));
    } catch (error) {
      throw isNotFound(error) ? noIngress(ingressId) : error;
    }
  }

  /** As LiveKit has them on its books. */
  private async listed({
    roomName,
    ingressId,
  }: Pick<ListIngressesQuery, 'roomName' | 'ingressId'>): Promise<IngressBody[]> {
    // LiveKit takes an empty filter for none.
    if (roomName === '' || ingressId === '') return [];
    try {
      const found = await this.livekit.read(({ ingress }) => ingress.listIngress({ roomName, ingressId }));
      return found
        .map(toIngressBody)
        .filter((ingress) => roomName === undefined || ingress.roomName === roomName)
        .toSorted(inOrder);
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }

  /** Those whose participants are not in their calls. */
  private async notInCall(ingresses: readonly IngressBody[]): Promise<IngressBody[]> {
    const names = [...new Set(ingresses.map(({ roomName }) => roomName))];
    const there = new Map(await Promise.all(names.map(async (name) => [name, await this.participants(name)] as const)));
    return ingresses.filter(
      ({ ingressId, roomName }) => !there.get(roomName)?.some((participant) => isFromIngress(ingressId, participant)),
    );
  }

  /** Those whose participants had left by then, as the books of the calls have it. */
  private async leftBefore(then: Date, ingresses: readonly IngressBody[]): Promise<ReadonlySet<IngressBody>> {
    if (ingresses.length === 0) return new Set();
    const seen = await this.sessions.presentSince(
      then,
      ingresses.map(({ roomName }) => roomName),
    );
    const isSeen = ({ roomName, participantIdentity }: IngressBody): boolean =>
      seen.some(
        ({ roomId, identity, kind }) => kind === 'INGRESS' && roomId === roomName && identity === participantIdentity,
      );
    return new Set(ingresses.filter((ingress) => !isSeen(ingress)));
  }

  /** Waits until the participant has left; where the ingress service that brought it is gone, it has to be taken out. */
  private async takeOut(ingressId: string, roomName: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      const participant = (await this.participants(roomName)).find((one) => isFromIngress(ingressId, one));
      if (participant === undefined) return;
      if (tries < ENDING.tries) await wait(ENDING.waitMs);
      else return ifThere(this.livekit.change(({ rooms }) => rooms.removeParticipant(roomName, participant.identity)));
    }
  }

  private participants(roomName: string): Promise<ParticipantInfo[]> {
    return this.livekit.read(({ rooms }) => rooms.listParticipants(roomName));
  }
}

/** Without transcoding there is nothing that could encode. */
function refuseEncodings({ audio, video }: Pick<NewIngress, 'audio' | 'video'>): void {
  const wrong = encodings({ audio, video }).map(({ pointer, name }): FieldError => ({
    pointer,
    message: `'${name}' needs 'enableTranscoding'.`,
  }));
  if (wrong.length > 0) throw invalid(wrong);
}

function refuseWhatCannotBeEncoded(current: IngressBody, changes: UpdateIngressBody): void {
  const { enableTranscoding = current.enableTranscoding, audio, video } = changes;
  if (enableTranscoding !== false) return;
  if (current.inputType !== 'WHIP_INPUT') {
    throw invalid([
      { pointer: '/enableTranscoding', message: "'enableTranscoding' can only be false for an ingress of WHIP." },
    ]);
  }
  refuseEncodings({ audio, video });
  const [kept] = encodings({ audio: audio ?? current.audio, video: video ?? current.video });
  if (kept !== undefined) {
    throw invalid([
      {
        pointer: '/enableTranscoding',
        message: `'enableTranscoding' cannot be false while the ingress has '${kept.name}'; send '${kept.of}' without it.`,
      },
    ]);
  }
}

type Encoded = { readonly preset?: unknown; readonly options?: unknown } | undefined;

const encodings = (media: { audio: Encoded; video: Encoded }): { pointer: string; name: string; of: string }[] =>
  (['audio', 'video'] as const).flatMap((of) =>
    (['preset', 'options'] as const)
      .filter((way) => media[of]?.[way] !== undefined)
      .map((way) => ({ pointer: `/${of}/${way}`, name: `${of}.${way}`, of })),
  );

/** LiveKit checks new encodings against the transcoding from before: where that was off it must be on first. */
function inSteps({ enableTranscoding }: IngressBody, changes: UpdateIngressBody): UpdateIngressBody[] {
  const turnedOn = changes.enableTranscoding === true && enableTranscoding === false;
  return turnedOn && encodings({ audio: changes.audio, video: changes.video }).length > 0
    ? [{ enableTranscoding: true }, changes]
    : [changes];
}

const inOrder = (a: IngressBody, b: IngressBody): number =>
  compare(a.roomName, b.roomName) || compare(a.name, b.name) || compare(a.ingressId, b.ingressId);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
