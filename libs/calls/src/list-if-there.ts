import { FoyerError } from '@foyer/core';
import type { LiveKit, LivekitClients } from '@foyer/livekit';

/** What LiveKit has of a kind: none, where LiveKit is not there, or cannot have any. */
export async function listIfThere<T>(livekit: LiveKit, list: (clients: LivekitClients) => Promise<T[]>): Promise<T[]> {
  if (!livekit.isConfigured) return [];
  try {
    return await livekit.read(list);
  } catch (error) {
    if (error instanceof FoyerError && error.code === 'MEDIA_UNAVAILABLE') return [];
    throw error;
  }
}
