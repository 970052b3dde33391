import { CallFacet, CallReconciler, CallRightsKeeper, Calls, RoomDispatchRules, RoomIngresses } from '@foyer/calls';
import { CallGuestRepository, CallSessionRepository, type Database } from '@foyer/database';
import type { LiveKit } from '@foyer/livekit';
import type { RoomRegistry } from '@foyer/room-registry';
import type { Config } from '../platform/config/index.js';
import type { Logger } from '../platform/logging/logger.js';

export interface WiredCalls {
  readonly calls: Calls;
  readonly books: CallReconciler;
  readonly sessions: CallSessionRepository;
  readonly facet: CallFacet;
  /** Begins to keep the books; answers how to stop. */
  start(): () => Promise<void>;
}

/** The media half of rooms. `registry` is asked for only when something happens: it needs the facet to be made. */
export function wireCalls(
  config: Config,
  logger: Logger,
  { pool }: Database,
  livekit: LiveKit,
  registry: () => RoomRegistry,
): WiredCalls {
  const sessions = new CallSessionRepository(pool);
  const guests = new CallGuestRepository(pool);
  const rights = new CallRightsKeeper(livekit, registry, guests, logger);
  const books = new CallReconciler({ livekit, sessions, rights, registry, log: logger });
  const calls = new Calls(livekit, registry, books, guests, { tokenTtlSeconds: config.tokenTtlSeconds });
  return {
    calls,
    books,
    sessions,
    facet: new CallFacet(calls, rights, new RoomIngresses(livekit), new RoomDispatchRules(livekit)),
    start: () => {
      const stop = books.start();
      return async () => {
        await stop();
        await rights.stop();
      };
    },
  };
}
