import { resolvePermissions, type MediaRights } from '@foyer/auth';
import type { RoomId } from '@foyer/core';
import type { CallGuest, CallGuestRepository, Room } from '@foyer/database';
import { ifThere, LiveKit, ParticipantPermission, type ParticipantInfo } from '@foyer/livekit';
import type { RoomRegistry } from '@foyer/room-registry';
import type { ReconcilerLog } from './call-reconciler.js';

const RETRY_MS = 1_000;
/** Of LiveKit's kinds of participants, the one of people. */
const STANDARD = 0;

/** Who in a call is to be looked at: `all`, after a change of the rule, and then they may get more; else who came, who may not. */
type Due = 'all' | ReadonlySet<string>;

/** Makes whoever is in a call follow the rule of its room, after that has changed. */
export class CallRightsKeeper {
  /** By the id of the room. */
  private readonly due = new Map<RoomId, Due>();
  private running: Promise<void> | null = null;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly livekit: LiveKit,
    private readonly registry: () => RoomRegistry,
    private readonly guests: CallGuestRepository,
    private readonly log: ReconcilerLog,
  ) {}

  /** The rule of the room is another now. */
  ruleChanged(id: RoomId): void {
    this.enqueue(id, 'all');
  }

  /** They have come, perhaps with tickets from before the rule changed. */
  joined(id: RoomId, identities: readonly string[]): void {
    const waiting = this.due.get(id) ?? [];
    // Where all are to be looked at, they are among them.
    this.enqueue(id, waiting === 'all' ? 'all' : new Set([...waiting, ...identities]));
  }

  async stop(): Promise<void> {
    clearTimeout(this.retry);
    this.due.clear();
    await this.running;
  }

  private enqueue(id: RoomId, who: Due): void {
    if (!this.livekit.isConfigured) return;
    this.due.set(id, who);
    this.wake();
  }

  private wake(): void {
    clearTimeout(this.retry);
    this.running ??= this.run().then((again) => {
      this.running = null;
      // Also what came just as the last one was done.
      if (again && this.due.size > 0) this.wake();
    });
  }

  /** Answers whether to go on at once with what is left. */
  private async run(): Promise<boolean> {
    // What is added meanwhile comes to its turn too.
    for (const [id, who] of this.due) {
      try {
        await this.apply(id, who);
        if (this.due.get(id) === who) this.due.delete(id);
      } catch (error) {
        this.log.warn({ err: error, roomId: id }, 'rights in a call could not be changed; they are tried again');
        this.retry = setTimeout(() => this.wake(), RETRY_MS);
        return false;
      }
    }
    return true;
  }

  private async apply(id: RoomId, who: Due): Promise<void> {
    // As it is by now: of two changes the last one counts.
    const room = await this.registry().find(id);
    if (room === null) return;
    const participants = await this.livekit.read(({ rooms }) => rooms.listParticipants(id));
    const people = participants.filter(
      ({ kind, identity }) => Number(kind) === STANDARD && (who === 'all' || who.has(identity)),
    );
    if (people.length === 0) return;
    const guests = await this.guests.of(
      room.key,
      people.map(({ identity }) => identity),
    );
    for (const participant of people)
      await this.applyTo(participant, room, who === 'all', guests.get(participant.identity));
  }

  private async applyTo(
    { identity, permission: current }: ParticipantInfo,
    room: Room,
    raises: boolean,
    guest: CallGuest = { groupIds: [], grant: {} },
  ): Promise<void> {
    const rights = resolvePermissions(room, { userId: identity, groupIds: guest.groupIds })?.media;
    if (rights === undefined || rights.role === 'none')
      return ifThere(this.livekit.change(({ rooms }) => rooms.removeParticipant(room.id, identity)));
    const permission = permissionOf(rights, guest.grant, raises ? undefined : current);
    const names = ['canPublish', 'canPublishData', 'canSubscribe'] as const;
    if (names.every((name) => current?.[name] === permission[name])) return;
    // Whatever else it has been given stays.
    const whole = new ParticipantPermission({ ...current, ...permission });
    await ifThere(
      this.livekit.change(({ rooms }) => rooms.updateParticipant(room.id, identity, { permission: whole })),
    );
  }
}

type Permission = Pick<ParticipantPermission, 'canPublish' | 'canPublishData' | 'canSubscribe'>;

/** What the room gives, less what the ticket left out, and no more than `most`. */
function permissionOf(rights: MediaRights, grant: CallGuest['grant'], most?: Permission): Permission {
  const given = (name: keyof Permission): boolean => rights[name] && grant[name] !== false && most?.[name] !== false;
  return {
    canPublish: given('canPublish'),
    canPublishData: given('canPublishData'),
    canSubscribe: given('canSubscribe'),
  };
}
