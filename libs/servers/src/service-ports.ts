import { freeTcpPort, freeUdpPort } from './free-port.js';
import { HOST, type LivekitBeside } from './livekit-config.js';
import type { IngressPorts, SipPorts } from './service-configs.js';

export interface ServicePorts {
  readonly ingress: IngressPorts;
  readonly sip: SipPorts;
}

/** On all of which ingress listens where it cannot be told one. */
const ANY = '0.0.0.0';
/** SIP takes those of the range that are free, one for each call. */
const RTP = { rtpFrom: 26_000, rtpTo: 26_100 };

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
