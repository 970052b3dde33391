import type { CallBook, CallSessionRepository, Room } from '@foyer/database';
import { LiveKit, isNotFound, type LivekitClients } from '@foyer/livekit';
import { ParticipantInfo_State, type ParticipantInfo, type Room as LivekitRoom } from 'livekit-server-sdk';
import { diffCalls, type ListedCall, type ListedParticipant } from './call-diff.js';
import type { CallBooks } from './calls.js';

const INTERVAL_MS = 3_000;
/** Every so many looks at all calls, everybody in them is looked at, also where the numbers say that nothing has changed. */
const THOROUGH_EVERY = 5;
const ORPHAN_MS = 24 * 60 * 60 * 1000;

export interface ReconcilerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface CallReconcilerParts {
  readonly livekit: LiveKit;
  readonly sessions: CallSessionRepository;
  /** The room of this name, made where it is not there; `null` where there can be none. */
  readonly registerRoom: (name: string) => Promise<Room | null>;
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
  private looks = 0;
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

  hasEnded(sid: string): Promise<boolean> {
    return this.parts.sessions.hasEnded(sid);
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
        this.looks++;
        await this.parts.sessions.exclusively('skip', (book) => this.reconcile(book, 'all'));
        if (this.looks % THOROUGH_EVERY === 0)
          await this.parts.sessions.removeOrphaned(new Date(Date.now() - ORPHAN_MS));
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
    const thorough = names !== 'all' || this.looks % THOROUGH_EVERY === 0;
    const listed: ListedCall[] = [];
    for (const room of rooms) {
      // It still sends people away.
      if (ended.has(room.sid)) continue;
      const before = known.find(({ sid }) => sid === room.sid);
      if (before !== undefined && before.roomIdNow !== room.name) {
        // Its room was deleted or renamed while LiveKit could not be told.
        await livekit.change((clients) => clients.rooms.deleteRoom(room.name)).catch(ignoreNotFound);
        continue;
      }
      const registered = before === undefined ? await this.parts.registerRoom(room.name) : null;
      if (before === undefined && registered === null) continue;
      const unchanged =
        before !== undefined &&
        before.participants.length === room.numParticipants &&
        before.participants.filter(({ tracks }) => tracks.length > 0).length === room.numPublishers;
      listed.push({
        sid: room.sid,
        name: room.name,
        roomKey: registered?.key ?? '',
        startedAt: timeOf(room.creationTimeMs, room.creationTime),
        participants: unchanged && !thorough ? null : await this.participantsOf(room),
      });
    }
    await book.write(diffCalls(known, listed, new Date()));
  }

  private async participantsOf({ name }: LivekitRoom): Promise<readonly ListedParticipant[]> {
    const list = ({ rooms }: LivekitClients): Promise<ParticipantInfo[]> => rooms.listParticipants(name);
    return (await this.parts.livekit.read(list)).filter(isHere).map(toListed);
  }
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

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
    identity,
    name,
    kind,
    joinedAt: timeOf(joinedAtMs, joinedAt),
    tracks: tracks.map((track) => ({ sid: track.sid, kind: track.type, source: track.source })),
  };
}

/** Older servers know seconds only. */
const timeOf = (ms: bigint, seconds: bigint): Date => new Date(Number(ms === 0n ? seconds * 1000n : ms));
