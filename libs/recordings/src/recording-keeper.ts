import type { NewRecording, Recording, RecordingRepository } from '@foyer/database';
import { LiveKit, MediaServices, isNotFound, type EgressInfo } from '@foyer/livekit';
import type { RoomId } from '@foyer/core';
import type { RoomRegistry } from '@foyer/room-registry';
import { randomUUID } from 'node:crypto';
import { hasEnded, kindOf, progressOf } from './egress-progress.js';
import type { Recordings } from './recordings.js';

const INTERVAL_MS = 2_000;
/** LiveKit gives up to begin long before. */
const BEGIN_MS = 30_000;
/** An egress that is not in the books for so long was not started by the gateway. */
const FOREIGN_AFTER_MS = 10_000;
const FOREIGN_EVERY_MS = 10_000;
const ALIVE_EVERY_MS = 5_000;
/** So often in a row an egress must not answer until it is taken to be gone. */
const SILENCES = 2;
/** Longer than an egress of an earlier try would need to be found. */
const AUTOMATIC_EVERY_MS = 15_000;

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
  /** When an automatic recording was last tried, by its id. */
  private readonly tried = new Map<string, number>();

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
    for (const call of await repository.callsToRecord()) await this.parts.recordings.startAutomatic(call);
    const open = await repository.open();
    const forForeign = Date.now() - this.lookedForForeign > FOREIGN_EVERY_MS;
    if (open.length === 0 && !forForeign) return;
    this.lookedForForeign = Date.now();
    const over = await repository.endedCalls(open.flatMap(({ callSid }) => callSid ?? []));
    const isOver = ({ callSid }: Recording): boolean => callSid !== null && over.has(callSid);
    let listed: Map<string, EgressInfo>;
    try {
      listed = await this.listed();
      await this.takeIn([...listed.values()], open);
    } catch (error) {
      // What waits to begin needs no list.
      for (const one of open) if (one.egressId === null && one.automatic) await this.followAutomatic(one, isOver(one));
      if (open.some(({ egressId, automatic }) => egressId !== null || !automatic)) throw error;
      return;
    }
    // Anew: some have their egress only now.
    for (const one of await repository.open()) {
      if (one.egressId !== null) await this.follow(one, one.egressId, listed.get(one.egressId), isOver(one));
      else if (one.automatic) await this.followAutomatic(one, isOver(one));
      else await this.followUnanswered(one);
    }
  }

  /** The egresses that go on, as LiveKit believes. */
  private async listed(): Promise<Map<string, EgressInfo>> {
    const infos = await this.parts.livekit.read(({ egress }) => egress.listEgress({ active: true }));
    return new Map(infos.map((info) => [info.egressId, info]));
  }

  /** Egresses that are in no book: of a start whose answer never came, or started in LiveKit itself. */
  private async takeIn(listed: readonly EgressInfo[], open: readonly Recording[]): Promise<void> {
    const known = await this.parts.repository.ofEgresses(listed.map(({ egressId }) => egressId));
    const unknown = listed.filter(({ egressId }) => !known.has(egressId));
    const ids = new Set(unknown.map(({ egressId }) => egressId));
    for (const id of this.strangers.keys()) if (!ids.has(id)) this.strangers.delete(id);
    const waiting = open.filter(({ egressId }) => egressId === null);
    for (const info of unknown) {
      const since = this.strangers.get(info.egressId) ?? Date.now();
      this.strangers.set(info.egressId, since);
      const kind = kindOf(info);
      if (Date.now() - since < FOREIGN_AFTER_MS || kind === null) continue;
      const mine = waiting.find((one) => one.roomId === info.roomName && one.kind === kind);
      if (mine !== undefined) waiting.splice(waiting.indexOf(mine), 1);
      else if (!(await this.parts.services.isEgressAlive(info.egressId))) {
        // LiveKit lists it for ever; its recording may have been deleted.
        this.strangers.set(info.egressId, Infinity);
        continue;
      }
      const id = mine?.id ?? (await this.addForeign(info, kind));
      if (await this.parts.repository.assign(id, info.egressId))
        await this.parts.repository.advance(id, progressOf(info, new Date()));
    }
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

  /** One that LiveKit has not answered to. */
  private async followUnanswered({ id, requestedAt, error }: Recording): Promise<void> {
    if (Date.now() - requestedAt.getTime() > BEGIN_MS)
      await this.parts.repository.end(id, 'failed', error ?? NEVER_BEGUN, new Date());
  }

  /** One that the settings of a room ask for, and that has not begun. */
  private async followAutomatic(recording: Recording, callIsOver: boolean): Promise<void> {
    const { id, requestedAt, error } = recording;
    if (callIsOver) {
      this.forget(recording);
      return this.parts.repository.end(id, 'aborted', error ?? CALL_ENDED, new Date());
    }
    const last = this.tried.get(id) ?? requestedAt.getTime();
    if (Date.now() - last < (error === null ? BEGIN_MS : AUTOMATIC_EVERY_MS)) return;
    this.tried.set(id, Date.now());
    await this.parts.recordings.tryAutomatic(recording);
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

  private forget({ id, egressId }: Recording): void {
    this.tried.delete(id);
    if (egressId !== null) this.silent.delete(egressId);
  }
}
