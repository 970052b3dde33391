import { isRoomId, type RoomId } from '@foyer/core';
import type { CallBook, CallChange, CallSessionRepository, KnownCall, Room } from '@foyer/database';
import {
  LiveKit,
  ParticipantInfo_State,
  ifThere,
  isNotFound,
  type LivekitClients,
  type LivekitRoom,
  type ParticipantInfo,
} from '@foyer/livekit';
import type { RoomRegistry } from '@foyer/room-registry';
import { diffCalls, type ListedCall, type ListedParticipant } from './call-diff.js';
import type { CallRightsKeeper } from './call-rights.js';
import type { CallBooks } from './calls.js';
import { OPEN_ROOM } from './open-room.js';

const INTERVAL_MS = 2_000;
/** At each look at all calls, so many of those whose numbers have not changed are looked into too: those for which that is longest ago. */
const UNCHANGED_AT_ONCE = 50;
/** A call that is not in the books for so long was not opened by the gateway. */
const FOREIGN_AFTER_MS = 1_000;
const ORPHANS_EVERY_MS = 600_000;
const ORPHAN_MS = 24 * 60 * 60 * 1000;

export interface ReconcilerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface CallReconcilerParts {
  readonly livekit: LiveKit;
  readonly sessions: CallSessionRepository;
  readonly rights: CallRightsKeeper;
  readonly registry: () => RoomRegistry;
  readonly log: ReconcilerLog;
}

/**
 * Keeps the books of calls true: compares them with what LiveKit lists, every few seconds and at once on a hint. Events come from the
 * difference alone, so each is written once, whatever LiveKit's webhooks say or fail to say.
 */
export class CallReconciler implements CallBooks {
  private readonly hints = new Set<string>();
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  /** When the participants of a call were last listed, by its sid. */
  private readonly looked = new Map<string, number>();
  /** Calls that are not in the books, and since when that is known, by sid. */
  private readonly strangers = new Map<string, number>();
  private orphansRemoved = 0;
  private failing = false;

  constructor(private readonly parts: CallReconcilerParts) {}

  /** Looks from now on; answers how to stop. */
  start(): () => Promise<void> {
    this.timer = setInterval(() => this.wake(), INTERVAL_MS);
    this.wake();
    return async () => {
      clearInterval(this.timer);
      this.timer = undefined;
      await this.running;
    };
  }

  /** Something has happened in the call with this name, or may have. */
  hint(name: string): void {
    this.hints.add(name);
    this.wake();
  }

  opened({ sid, name, ...times }: LivekitRoom, room: Room): Promise<'open' | 'ended' | 'room gone'> {
    return this.parts.sessions.opened({ sid, name, startedAt: startOf(times) }, room.key);
  }

  /** Looks at the call with this name now. */
  async look(name: string): Promise<void> {
    await this.parts.sessions.exclusively('wait', (book) => this.reconcile(book, [name]));
  }

  /** The call with this name is over, whoever LiveKit may still list in it. */
  async ended(name: string): Promise<void> {
    await this.parts.sessions.exclusively('wait', async (book) => {
      await book.write(diffCalls(await book.open([name]), [], new Date()));
    });
  }

  private wake(): void {
    this.running ??= this.run().finally(() => {
      this.running = null;
      // Hints that came just as the last one was done.
      if (this.hints.size > 0 && this.timer !== undefined) this.wake();
    });
  }

  private async run(): Promise<void> {
    if (!this.parts.livekit.isConfigured) return this.hints.clear();
    try {
      if (this.hints.size === 0) {
        await this.parts.sessions.exclusively('skip', (book) => this.reconcile(book, 'all'));
        await this.removeOrphans();
      }
      while (this.hints.size > 0) {
        const names = [...this.hints];
        this.hints.clear();
        await this.parts.sessions.exclusively('wait', (book) => this.reconcile(book, names));
      }
      if (this.failing) this.parts.log.info({}, 'the books of calls are kept again');
      this.failing = false;
    } catch (error) {
      // The next look finds what this one has not.
      if (!this.failing) this.parts.log.warn({ err: error }, 'the books of calls could not be compared with LiveKit');
      this.failing = true;
    }
  }

  private async reconcile(book: CallBook, names: readonly string[] | 'all'): Promise<void> {
    const { livekit } = this.parts;
    const rooms = await livekit.read((clients) => clients.rooms.listRooms(names === 'all' ? undefined : [...names]));
    const known = await book.open(names);
    const ended = await book.ended(rooms.map(({ sid }) => sid));
    const books = new Map(known.map((call) => [call.sid, call]));
    const inspected = this.inspected(rooms, books, names);
    const listed: ListedCall[] = [];
    for (const room of rooms) {
      // It still sends people away.
      if (ended.has(room.sid)) continue;
      const before = books.get(room.sid);
      if (before !== undefined && before.roomIdNow !== room.name) {
        // Its room was deleted or renamed while LiveKit could not be told.
        await ifThere(livekit.change((clients) => clients.rooms.deleteRoom(room.name)));
        continue;
      }
      if (before === undefined && !this.isForeign(room)) continue;
      const registered =
        before === undefined ? await this.parts.registry().getOrCreate(room.name as RoomId, OPEN_ROOM) : null;
      listed.push({
        sid: room.sid,
        name: room.name,
        roomKey: registered?.key ?? '',
        startedAt: startOf(room),
        participants: inspected.has(room.sid) ? await this.participantsOf(room) : null,
      });
    }
    const changes = diffCalls(known, listed, new Date());
    await book.write(changes);
    this.checkRights(changes);
  }

  /**
   * Whether a call that is not in the books was opened in LiveKit itself. One that the gateway opens is in them a moment later; to register
   * its room by its name would bring the room back if it was deleted just then.
   */
  private isForeign({ sid, name }: LivekitRoom): boolean {
    const first = this.strangers.get(sid) ?? Date.now();
    this.strangers.set(sid, first);
    // What could not be the name of a room is not ours to register.
    return Date.now() - first >= FOREIGN_AFTER_MS && isRoomId(name);
  }

  /** Whoever has come may have a ticket from before the rule of the room changed. */
  private checkRights(changes: readonly CallChange[]): void {
    const joined = new Map<RoomId, string[]>();
    for (const change of changes) {
      if (change.type !== 'participant.joined') continue;
      const name = change.roomId as RoomId;
      joined.set(name, [...(joined.get(name) ?? []), change.participant.identity]);
    }
    for (const [name, identities] of joined) this.parts.rights.joined(name, identities);
  }

  /** The calls whose participants are listed: where something must have changed, and in turn the others. */
  private inspected(
    calls: readonly LivekitRoom[],
    books: ReadonlyMap<string, KnownCall>,
    names: readonly string[] | 'all',
  ): ReadonlySet<string> {
    const sids = calls.map(({ sid }) => sid);
    if (names !== 'all') return new Set(sids);
    const open = new Set(sids);
    for (const seen of [this.looked, this.strangers])
      for (const sid of seen.keys()) if (!open.has(sid)) seen.delete(sid);
    const unchanged = calls.filter((call) => isAsKnown(call, books.get(call.sid))).map(({ sid }) => sid);
    const waiting = unchanged.toSorted((a, b) => (this.looked.get(a) ?? 0) - (this.looked.get(b) ?? 0));
    const resting = new Set(waiting.slice(UNCHANGED_AT_ONCE));
    return new Set(sids.filter((sid) => !resting.has(sid)));
  }

  private async removeOrphans(): Promise<void> {
    if (Date.now() - this.orphansRemoved < ORPHANS_EVERY_MS) return;
    this.orphansRemoved = Date.now();
    await this.parts.sessions.removeOrphaned(new Date(Date.now() - ORPHAN_MS));
  }

  /** `null` where the call has just ended: the next look finds that. */
  private async participantsOf({ sid, name }: LivekitRoom): Promise<readonly ListedParticipant[] | null> {
    this.looked.set(sid, Date.now());
    const list = ({ rooms }: LivekitClients): Promise<ParticipantInfo[]> => rooms.listParticipants(name);
    try {
      return (await this.parts.livekit.read(list)).filter(isHere).map(toListed);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return null;
    }
  }
}

/** Whether the numbers that LiveKit lists are those of the books. */
const isAsKnown = ({ numParticipants, numPublishers }: LivekitRoom, call: KnownCall | undefined): boolean =>
  call !== undefined &&
  call.participants.length === numParticipants &&
  call.participants.filter(({ tracks }) => tracks.length > 0).length === numPublishers;

/** Who is still coming, or has just gone, is not here. */
const isHere = ({ state }: ParticipantInfo): boolean => state === ParticipantInfo_State.ACTIVE;

function toListed(participant: ParticipantInfo): ListedParticipant {
  // With the names of kinds and sources instead of their numbers.
  const { kind, tracks } = participant.toJson({ emitDefaultValues: true }) as unknown as {
    kind: string;
    tracks: { sid: string; type: string; source: string }[];
  };
  const { sid, identity, name, joinedAtMs, joinedAt } = participant;
  return {
    sid,
    identity: storable(identity),
    name: storable(name),
    kind,
    joinedAt: timeOf(joinedAtMs, joinedAt),
    tracks: tracks.map((track) => ({ sid: track.sid, kind: track.type, source: track.source })),
  };
}

/** Whoever has LiveKit's key can call a participant what Postgres cannot keep; the books must go on all the same. */
const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}').toWellFormed();

const startOf = ({ creationTimeMs, creationTime }: Pick<LivekitRoom, 'creationTimeMs' | 'creationTime'>): Date =>
  timeOf(creationTimeMs, creationTime);

/** Older servers know seconds only. */
const timeOf = (ms: bigint, seconds: bigint): Date => new Date(Number(ms === 0n ? seconds * 1000n : ms));
