import { HOST, redisPart, type LivekitKeys, type RedisAddress } from './livekit-config.js';

/** What each service needs to know of the others. */
export interface Backbone {
  /** ws://… of livekit-server. */
  readonly livekitUrl: string;
  /** ws://… at which services join calls that they may be the first in: what is there opens them, then hands on to LiveKit. */
  readonly doorUrl?: string;
  readonly keys: LivekitKeys;
  readonly redis: RedisAddress;
}

export interface IngressPorts {
  readonly rtmp: number;
  readonly whip: number;
  readonly relay: number;
  readonly rtc: number;
}

export interface SipPorts {
  readonly sip: number;
  readonly rtpFrom: number;
  readonly rtpTo: number;
}

/** What is written is on the disk within a second, and is there when either of us was killed. */
export function redisConfig(port: number, password: string): string {
  return `bind ${HOST}
port ${port}
requirepass ${password}
dir .
appendonly yes
save ""
daemonize no
# So that the process can be told from those of others.
set-proc-title no
loglevel warning
`;
}

/** The costs are next to nothing: as they are, a recording of a room is only taken where four cores have nothing to do. */
export function egressConfig(backbone: Backbone, recordingPage: string): string {
  return `${common(backbone)}template_port: 0
template_base: ${recordingPage}
# The page reaches LiveKit without TLS, on this machine.
insecure: true
cpu_cost:
  max_cpu_utilization: 1.0
  room_composite_cpu_cost: 0.001
  audio_room_composite_cpu_cost: 0.001
  web_cpu_cost: 0.001
  audio_web_cpu_cost: 0.001
  participant_cpu_cost: 0.001
  track_composite_cpu_cost: 0.001
  track_cpu_cost: 0.001
`;
}

/** The ports for RTMP and WHIP are open on all interfaces: ingress cannot be told otherwise. */
export function ingressConfig(backbone: Backbone, { rtmp, whip, relay, rtc }: IngressPorts): string {
  return `${common(backbone, backbone.doorUrl)}rtmp_port: ${rtmp}
whip_port: ${whip}
http_relay_port: ${relay}
rtc_config:
  tcp_port: 0
  udp_port: ${rtc}
  use_external_ip: false
  node_ip: ${HOST}
  enable_loopback_candidate: true
  interfaces:
    includes: [lo]
  stun_servers: ["${HOST}:3478"]
# A negative cost takes away the question whether there is CPU left: with a small one it refuses streams on a busy machine.
cpu_cost:
  rtmp_cpu_cost: -2
  whip_cpu_cost: -2
  whip_bypass_transcoding_cpu_cost: -2
  url_cpu_cost: -2
  min_idle_ratio: 0.01
`;
}

export function sipConfig(backbone: Backbone, { sip, rtpFrom, rtpTo }: SipPorts): string {
  return `${common(backbone, backbone.doorUrl)}sip_port: ${sip}
rtp_port: ${rtpFrom}-${rtpTo}
listen_ip: ${HOST}
nat_1_to_1_ip: ${HOST}
use_external_ip: false
max_cpu_utilization: 1.0
`;
}

function common({ livekitUrl, keys, redis }: Backbone, joinUrl = livekitUrl): string {
  return `api_key: ${keys.apiKey}
api_secret: ${keys.apiSecret}
ws_url: ${joinUrl}
${redisPart(redis)}logging:
  level: warn
  json: false
`;
}
