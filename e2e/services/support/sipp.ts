import { startChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDir } from '../../support/foyer.js';
import { freePort, takesDatagrams } from './ports.js';

export interface Telephone {
  /** host:port at which it is called. */
  readonly address: string;
  /** Resolves with sipp's exit code when its calls are over: 0 where all of them went as they should. */
  readonly ended: Promise<number | null>;
  /** What sipp has said. */
  said(): string;
  stop(): Promise<void>;
}

/** Where the SIP service of the shared gateway listens. */
export function sipAddress(): string {
  const port = /^sip_port: (\d+)$/m.exec(readFileSync(join(dataDir, 'livekit/sip/sip.yaml'), 'utf8'))?.[1];
  return `127.0.0.1:${port}`;
}

/** A telephone that makes or takes one call by the scenario that the arguments name, and sends all sound back. */
export async function sipp(...scenario: string[]): Promise<Telephone> {
  const [port, media] = [await freePort(), await freePort()];
  const said: string[] = [];
  const own = ['-i', '127.0.0.1', '-p', String(port), '-mi', '127.0.0.1', '-mp', String(media)];
  const child = startChild({
    command: 'sipp',
    args: [...scenario, ...own, '-rtp_echo', '-m', '1', '-nostdin'],
    // It leaves files where it runs.
    cwd: tmpdir(),
    stopSignal: 'TERM',
    onOutput: (line) => said.push(line),
  });
  const ended = child.exited.then(({ code }) => code);
  let over = false;
  void ended.then(() => (over = true));
  await eventually(() => over || takesDatagrams(port) || `sipp does not listen: ${said.slice(-2).join(' ')}`);
  return { address: `127.0.0.1:${port}`, ended, said: () => said.join('\n'), stop: () => child.stop() };
}

/** One that takes a call. */
export const sippTakesCall = (): Promise<Telephone> => sipp('-sn', 'uas');

/** One that calls this number at the SIP service of the shared gateway, and hangs up after so long. */
export const sippCalls = (number: string, ms: number): Promise<Telephone> =>
  sipp('-sn', 'uac', '-s', number, '-d', String(ms), sipAddress());
