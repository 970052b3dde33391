import { FoyerError } from '@foyer/core';
import { LiveKit, isNotFound, type LivekitClients } from '@foyer/livekit';

/** Waits for a change of something; that it has gone meanwhile is as good. */
export async function ifThere(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

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
