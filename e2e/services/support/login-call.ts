import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { sipAddress } from './sipp.js';

const TIMEOUT_MS = 10_000;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * Calls this number at the SIP service of the shared gateway, and answers what it is asked with this login: the sipp of Debian
 * cannot. Resolves with the status of the answer that counts, 100 or 180 for a call that is let in, which then ends.
 */
export async function callWithLogin(number: string, username: string, password: string): Promise<number> {
  const [host = '', port = ''] = sipAddress().split(':');
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const own = (socket.address() as AddressInfo).port;
  const [id, tag] = [randomBytes(8).toString('hex'), randomBytes(4).toString('hex')];
  const target = `sip:${number}@${host}:${port}`;
  const send = (method: string, cseq: number, to = '', more: readonly string[] = [], body = ''): void => {
    const head = [
      `${method} ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK${id}${cseq}`,
      'Max-Forwards: 70',
      `From: <sip:caller@127.0.0.1:${own}>;tag=${tag}`,
      `To: <${target}>${to}`,
      `Call-ID: ${id}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:caller@127.0.0.1:${own}>`,
      ...more,
      `Content-Length: ${body.length}`,
    ];
    socket.send(`${head.join('\r\n')}\r\n\r\n${body}`, Number(port), host);
  };
  const invite = (cseq: number, more: readonly string[] = []): void =>
    send('INVITE', cseq, '', [...more, 'Content-Type: application/sdp'], SDP);
  try {
    return await new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error('The SIP service says nothing.')), TIMEOUT_MS).unref();
      socket.on('message', (data) => {
        const text = data.toString();
        const status = Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]);
        const to = /^To:[^;]*(;tag=[^\r]*)/im.exec(text)?.[1];
        const cseq = Number(/^CSeq: (\d+)/im.exec(text)?.[1]);
        if (status >= 300) send('ACK', cseq, to);
        if (status === 407 && cseq === 1)
          invite(2, [`Proxy-Authorization: ${digestFor(text, target, username, password)}`]);
        // While it looks at what it is asked it may say 100 to anybody.
        if (cseq !== 2 || status === 100) return;
        if (status < 300) send('CANCEL', cseq);
        resolve(status);
      });
      invite(1);
    });
  } finally {
    setTimeout(() => socket.close(), 500);
  }
}

/** RFC 2617, without a quality of protection. */
function digestFor(challenge: string, uri: string, username: string, password: string): string {
  const [realm, nonce] = ['realm', 'nonce'].map((name) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '');
  const response = md5(`${md5(`${username}:${realm}:${password}`)}:${nonce}:${md5(`INVITE:${uri}`)}`);
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5`;
}

const SDP = [
  'v=0',
  'o=caller 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 9 RTP/AVP 0',
  '',
].join('\r\n');
