import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface LivekitKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface LivekitPorts {
  readonly http: number;
  readonly rtc: number;
}

/** A Redis, as LiveKit's programs are told of it. */
export interface RedisAddress {
  readonly address: string;
  readonly password: string;
}

export interface LivekitBeside {
  /** Over which it reaches the services beside it. */
  readonly redis?: RedisAddress;
  /** Where its answers send those who bring a stream in. */
  readonly ingress?: { readonly rtmpBaseUrl: string; readonly whipBaseUrl: string };
}

/** It listens, and finds its media addresses, on this machine alone. */
export const HOST = '127.0.0.1';

/** Rooms are opened by the gateway alone, so that an old token cannot bring back a deleted one. */
export function livekitConfig(
  ports: LivekitPorts,
  { apiKey, apiSecret }: LivekitKeys,
  { webhookUrl, redis, ingress }: LivekitBeside & { readonly webhookUrl?: string } = {},
): string {
  // JSON strings are YAML strings.
  const webhook =
    webhookUrl === undefined ? '' : `webhook:\n  api_key: ${apiKey}\n  urls: [${JSON.stringify(webhookUrl)}]\n`;
  const whereToBring =
    ingress === undefined
      ? ''
      : `ingress:\n  rtmp_base_url: ${ingress.rtmpBaseUrl}\n  whip_base_url: ${ingress.whipBaseUrl}\n`;
  return `port: ${ports.http}
bind_addresses: ["${HOST}"]
rtc:
  # The fallback over TCP would listen on all interfaces.
  tcp_port: 0
  udp_port: ${ports.rtc}
  use_external_ip: false
  node_ip: ${HOST}
  enable_loopback_candidate: true
  interfaces:
    includes: [lo]
  # Else clients are told to ask public servers.
  stun_servers: ["${HOST}:3478"]
keys:
  ${apiKey}: ${apiSecret}
room:
  auto_create: false
  enable_remote_unmute: true
# Bytes: as long as ids and names of ours can be in any script.
limit:
  max_room_name_length: 1024
  max_participant_identity_length: 1024
  max_participant_name_length: 1024
logging:
  level: warn
  json: false
${webhook}${redis === undefined ? '' : redisPart(redis)}${whereToBring}`;
}

/** The same in the configuration of each program. */
export function redisPart({ address, password }: RedisAddress): string {
  return `redis:\n  address: ${address}\n  password: ${password}\n`;
}

/** The same keys at every start, so that tokens outlive a restart. A file that holds none is replaced. */
export function loadOrMakeKeys(file: string): LivekitKeys {
  const kept = readKeys(file);
  if (kept !== null) {
    chmodSync(file, 0o600);
    return kept;
  }
  const keys = { apiKey: `API${randomBytes(6).toString('hex')}`, apiSecret: randomBytes(32).toString('base64url') };
  writePrivately(file, JSON.stringify(keys));
  return keys;
}

/** Whole or not at all, and for the owner's eyes only, whatever was there before. */
export function writePrivately(file: string, text: string): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, file);
}

function readKeys(file: string): LivekitKeys | null {
  try {
    const { apiKey, apiSecret } = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Partial<LivekitKeys>;
    // Nothing else may reach the YAML text.
    return /^\w+$/.test(apiKey ?? '') && /^[\w-]{32,}$/.test(apiSecret ?? '')
      ? ({ apiKey, apiSecret } as LivekitKeys)
      : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
