import type { Recording } from '@foyer/database';
import type { EgressInfo } from '@foyer/livekit';
import { hasEnded, withoutKey } from '@foyer/recordings';
import type { EgressBody } from './egress.dto.js';

/** What opens the storages that files go to, and addresses that are told what happens. */
const HIDDEN = new Set(['s3', 'gcp', 'azure', 'aliOSS', 'webhooks']);
const REQUESTS = ['roomComposite', 'web', 'participant', 'trackComposite', 'track'] as const;

/**
 * LiveKit's own JSON of an egress, with every field, but without stream keys and whatever opens a storage. `known`: what the books say; LiveKit
 * itself never learns of the end of one whose process was killed.
 */
export function toEgressBody(info: EgressInfo, known?: Recording): EgressBody {
  const {
    egress: _,
    replay: __,
    ...shown
  } = info.toJson({ emitDefaultValues: true }) as unknown as EgressBody & {
    egress?: object;
    replay?: object;
  };
  const requests = Object.fromEntries(
    REQUESTS.flatMap((name) => (shown[name] === undefined ? [] : [[name, withoutSecrets(shown[name])]])),
  );
  return {
    ...shown,
    ...requests,
    streamResults: shown.streamResults.map(withoutStreamKey),
    ...(shown.stream === undefined ? {} : { stream: { info: shown.stream.info.map(withoutStreamKey) } }),
    ...(known === undefined ? {} : endOf(shown, known)),
  };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !HIDDEN.has(name))
      .map(([name, inner]) => [
        name,
        name === 'urls' && Array.isArray(inner) ? inner.map(String).map(withoutKey) : withoutSecrets(inner),
      ]),
  );
}

const withoutStreamKey = <T extends { url: string }>(stream: T): T => ({ ...stream, url: withoutKey(stream.url) });

/** The end that LiveKit has missed. */
function endOf({ status }: EgressBody, { status: known, error, endedAt }: Recording): Partial<EgressBody> {
  const isOpen = status === 'EGRESS_STARTING' || status === 'EGRESS_ACTIVE' || status === 'EGRESS_ENDING';
  if (!isOpen || !hasEnded(known) || endedAt === null) return {};
  return {
    status: known === 'complete' ? 'EGRESS_COMPLETE' : known === 'aborted' ? 'EGRESS_ABORTED' : 'EGRESS_FAILED',
    error: error ?? '',
    endedAt: String(BigInt(endedAt.getTime()) * 1_000_000n),
  };
}
