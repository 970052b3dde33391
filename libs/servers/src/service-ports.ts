import { freeTcpPort, freeUdpPort } from './free-port.js';
import { HOST, type LivekitBeside } from './livekit-config.js';
import type { IngressPorts, SipPorts } from './service-configs.js';

export interface ServicePorts {
  readonly ingress: IngressPorts;
  readonly sip: SipPorts;
}

/** On all of which ingress listens where it cannot be told one. */
const ANY = '0.0.0.0';
/**
 * SIP takes an even one that is free for each call, and gives it back 30 s after the call. Version 1.8.0 crashes, with all calls, where
 * there is none.
 */
const RTP = { rtpFrom: 26_000, rtpTo: 29_999 };

/** The usual ports where they are free, else others. */
export async function chooseServicePorts(): Promise<ServicePorts> {
  return {
    ingress: {
      rtmp: await freeTcpPort(ANY, 1935),
      whip: await freeTcpPort(ANY, 8080),
      relay: await freeTcpPort(ANY, 9090),
      rtc: await freeUdpPort(HOST, 7885),
    },
    // It listens for both.
    sip: { sip: await freeUdpPort(HOST, await freeTcpPort(HOST, 5060)), ...RTP },
  };
}

/** What livekit-server tells those who bring a stream in. */
export function ingressUrls({ ingress }: ServicePorts): LivekitBeside['ingress'] {
  return { rtmpBaseUrl: `rtmp://${HOST}:${ingress.rtmp}/live`, whipBaseUrl: `http://${HOST}:${ingress.whip}/w` };
}
