import type { NewRecording, Recording, RecordingRepository } from '@foyer/database';
import { LiveKit, MediaServices, isNotFound, type EgressInfo } from '@foyer/livekit';
import type { RoomId } from '@foyer/core';
import type { RoomRegistry } from '@foyer/room-registry';
import { randomUUID } from 'node:crypto';
import { hasEnded, kindOf, progressOf, recordingIdOf } from './egress-progress.js';
import type { Recordings } from './recordings.js';

const INTERVAL_MS = 2_000;
/** An egress that is not in the books for so long was not started by the gateway. */
const FOREIGN_AFTER_MS = 10_000;
const FOREIGN_EVERY_MS = 10_000;
const ALIVE_EVERY_MS = 5_000;
/** So often in a row an egress must not answer until it is taken to be gone. */
const SILENCES = 2;
/** Longer than an egress of an earlier try would need to be found. */
const AUTOMATIC_EVERY_MS = 15_000;

/** So much of a look may go into beginning recordings, which take seconds each where all workers are busy. */
const BEGINNING_MS = 4_000;

const GONE = 'The egress process is gone. What it had written may be incomplete.';
const NEVER_BEGUN = 'The gateway was stopped before LiveKit had answered.';
const CALL_ENDED = 'The call ended before a recording could begin.';

interface KeeperLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface RecordingKeeperParts {
  readonly livekit: LiveKit;
  readonly services: MediaServices;
  readonly repository: RecordingRepository;
  readonly recordings: Recordings;
  readonly registry: () => RoomRegistry;
  readonly log: KeeperLog;
  /** After so long LiveKit has given up to begin, and whoever asked has been answered. */
  readonly beginsWithinMs: number;
}

/**
 * Keeps the books of recordings true: compares them with what LiveKit lists, every few seconds and at once on a hint, so that each
 * recording comes to an end, whoever is killed meanwhile. Also begins and stops those that the settings of rooms ask for.
 */
export class RecordingKeeper {
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private again = false;
  private failing = false;
  private lookedForForeign = 0;
  /** When an egress was last asked whether it is there, and how often in a row it was not. */
  private readonly silent = new Map<string, { readonly asked: number; readonly times: number }>();
  /** Since when an egress is listed that is in no book; `Infinity` for one that is not there. */
  private readonly strangers = new Map<string, number>();
  /** Since when this process knows what LiveKit lists. */
  private listedSince: number | null = null;

  constructor(private readonly parts: RecordingKeeperParts) {}

  /** Looks from now on; answers how to stop. */
  start(): () => Promise<void> {
    this.timer = setInterval(() => this.hint(), INTERVAL_MS);
    this.hint();
    return async () => {
      clearInterval(this.timer);
      this.timer = undefined;
      await this.running;
    };
  }

  /** Something has happened, or it is time. */
  hint(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = null));
  }

  private async run(): Promise<void> {
    while (this.again && this.timer !== undefined) {
      this.again = false;
      if (!this.parts.livekit.isConfigured) return;
      try {
        await this.parts.repository.exclusively(() => this.look());
        if (this.failing) this.parts.log.info({}, 'the books of recordings are kept again');
        this.failing = false;
      } catch (error) {
        // The next look finds what this one has not.
        if (!this.failing)
          this.parts.log.warn({ err: error }, 'the books of recordings could not be compared with LiveKit');
        this.failing = true;
      }
    }
  }

  private async look(): Promise<void> {
    const { repository } = this.parts;
    const open = await repository.open();
    const sids = open.flatMap(({ callSid }) => callSid ?? []);
    const over = sids.length === 0 ? new Set<string>() : await repository.endedCalls(sids);
    const isOver = ({ callSid }: Recording): boolean => callSid !== null && over.has(callSid);
    const failures: unknown[] = [];
    // What cannot be known of one must not keep the others from their end.
    const attempt = (step: Promise<void>): Promise<void> => step.catch((error: unknown) => void failures.push(error));
    let now = open;
    if (open.some(needsList) || Date.now() - this.lookedForForeign > FOREIGN_EVERY_MS) {
      this.lookedForForeign = Date.now();
      await attempt(this.compare(open, isOver, attempt).then((read) => void (now = read)));
    }
    for (const one of now) if (one.egressId === null && one.automatic && isOver(one)) await attempt(this.abort(one));
    await attempt(this.beginAutomatic(now, isOver));
    // A LiveKit without Redis has nothing to list; that matters only to whoever waits for it.
    if (failures.length > 0 && open.some(needsList)) throw failures[0];
  }

  /** Compares the books with what LiveKit lists. Answers what they have then. */
  private async compare(
    open: readonly Recording[],
    isOver: (recording: Recording) => boolean,
    attempt: (step: Promise<void>) => Promise<void>,
  ): Promise<Recording[]> {
    const infos = await this.parts.livekit.read(({ egress }) => egress.listEgress({ active: true }));
    this.listedSince ??= Date.now();
    await attempt(this.takeIn(infos, open));
    const listed = new Map(infos.map((info) => [info.egressId, info]));
    // Anew: some have their egress only now.
    const now = await this.parts.repository.open();
    for (const one of now) {
      if (one.egressId !== null) await attempt(this.follow(one, one.egressId, listed.get(one.egressId), isOver(one)));
      else if (!one.automatic) await attempt(this.followUnanswered(one));
    }
    return now;
  }

  /** Egresses that are in no book: of a start whose answer never came, or started in LiveKit itself. */
  private async takeIn(listed: readonly EgressInfo[], open: readonly Recording[]): Promise<void> {
    const { repository } = this.parts;
    const known = await repository.ofEgresses(listed.map(({ egressId }) => egressId));
    const unknown = listed.filter(({ egressId }) => !known.has(egressId));
    const ids = new Set(unknown.map(({ egressId }) => egressId));
    for (const id of this.strangers.keys()) if (!ids.has(id)) this.strangers.delete(id);
    const waiting = new Map(open.filter(({ egressId }) => egressId === null).map((one) => [one.id, one]));
    for (const info of unknown) {
      const id = await this.recordingOf(info, waiting);
      if (id === null) continue;
      waiting.delete(id);
      if (await repository.assign(id, info.egressId)) await repository.advance(id, progressOf(info, new Date()));
    }
  }

  /** The recording that a stranger is: the one whose folder it writes to; else, after a while, one without files or a new one. */
  private async recordingOf(info: EgressInfo, waiting: ReadonlyMap<string, Recording>): Promise<string | null> {
    const named = recordingIdOf(info);
    if (named !== null && waiting.has(named)) return named;
    const since = this.strangers.get(info.egressId) ?? Date.now();
    this.strangers.set(info.egressId, since);
    const kind = kindOf(info);
    if (Date.now() - since < FOREIGN_AFTER_MS || kind === null) return null;
    const isIt = (one: Recording): boolean => one.storage === null && one.roomId === info.roomName && one.kind === kind;
    const streamed = named === null ? [...waiting.values()].find(isIt) : undefined;
    if (streamed !== undefined) return streamed.id;
    if (await this.parts.services.isEgressAlive(info.egressId)) return this.addForeign(info, kind);
    // LiveKit lists it for ever; its recording may have been deleted.
    this.strangers.set(info.egressId, Infinity);
    return null;
  }

  private async addForeign({ roomName, roomId: callSid }: EgressInfo, kind: Recording['kind']): Promise<string> {
    const room = roomName === '' ? null : await this.parts.registry().find(roomName as RoomId);
    const recording: NewRecording = {
      id: randomUUID(),
      roomKey: room?.key ?? null,
      roomId: roomName,
      callSid: callSid || null,
      kind,
      automatic: false,
      storage: null,
      requestedAt: new Date(),
    };
    await this.parts.repository.add(recording);
    return recording.id;
  }

  private async follow(
    recording: Recording,
    egressId: string,
    listed: EgressInfo | undefined,
    callIsOver: boolean,
  ): Promise<void> {
    const { id, status, unwanted, automatic } = recording;
    const info = listed ?? (await this.infoOf(egressId));
    if (info !== undefined) {
      const progress = progressOf(info, new Date());
      await this.parts.repository.advance(id, progress);
      if (hasEnded(progress.status)) return this.forget(recording);
    }
    if (await this.isGone(egressId)) {
      await this.parts.repository.end(id, 'failed', GONE, new Date());
      return this.forget(recording);
    }
    if ((unwanted || (automatic && callIsOver)) && status !== 'ending')
      await this.parts.livekit.change(({ egress }) => egress.stopEgress(egressId)).catch(() => undefined);
  }

  /** One that LiveKit has not answered to. It may have begun while nobody here could look. */
  private async followUnanswered({ id, requestedAt, error }: Recording): Promise<void> {
    const since = Math.max(requestedAt.getTime(), this.listedSince ?? Infinity);
    if (Date.now() - since > this.parts.beginsWithinMs)
      await this.parts.repository.end(id, 'failed', error ?? NEVER_BEGUN, new Date());
  }

  private async abort({ id, error }: Recording): Promise<void> {
    await this.parts.repository.end(id, 'aborted', error ?? CALL_ENDED, new Date());
  }

  /** Those that the settings of rooms ask for: new ones, and those that could not begin. Others must not wait long for them. */
  private async beginAutomatic(open: readonly Recording[], isOver: (recording: Recording) => boolean): Promise<void> {
    const { repository, recordings } = this.parts;
    const until = Date.now() + BEGINNING_MS;
    for (const call of await repository.callsToRecord()) {
      if (Date.now() > until) return;
      await recordings.startAutomatic(call);
    }
    for (const one of open) {
      const pause = one.error === null ? this.parts.beginsWithinMs : AUTOMATIC_EVERY_MS;
      const isDue = one.egressId === null && one.automatic && Date.now() - one.triedAt.getTime() > pause;
      if (!isDue || isOver(one)) continue;
      if (Date.now() > until) return;
      await recordings.tryAutomatic(one);
    }
  }

  /** `undefined` where LiveKit does not know it any more. */
  private async infoOf(egressId: string): Promise<EgressInfo | undefined> {
    try {
      return (await this.parts.livekit.read(({ egress }) => egress.listEgress({ egressId })))[0];
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  private async isGone(egressId: string): Promise<boolean> {
    const { asked, times } = this.silent.get(egressId) ?? { asked: 0, times: 0 };
    if (Date.now() - asked < ALIVE_EVERY_MS) return false;
    const silences = (await this.parts.services.isEgressAlive(egressId)) ? 0 : times + 1;
    this.silent.set(egressId, { asked: Date.now(), times: silences });
    return silences >= SILENCES;
  }

  private forget({ egressId }: Recording): void {
    if (egressId !== null) this.silent.delete(egressId);
  }
}

/** Whether what becomes of it can only be seen in LiveKit's list. */
const needsList = ({ egressId, automatic }: Recording): boolean => egressId !== null || !automatic;
