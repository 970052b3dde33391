import { startChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonBin } from '../../support/python.js';
import { accepts, freePort } from './ports.js';

export interface S3Server {
  readonly url: string;
  /** One that is there. */
  readonly bucket: string;
  /** The bytes of an object in it. */
  object(name: string): Promise<Buffer>;
  stop(): Promise<void>;
}

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), '../requirements.txt');

/** So that the specs need not sign. */
const EVERYBODY_READS = (bucket: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` }],
});

/** A server that speaks S3 as Amazon's does, with one bucket. */
export async function s3Server(): Promise<S3Server> {
  const port = await freePort();
  const said: string[] = [];
  const server = startChild({
    command: join(pythonBin(REQUIREMENTS), 'python'),
    args: ['-m', 'moto.server', '--host', '127.0.0.1', '--port', String(port)],
    stopSignal: 'TERM',
    onOutput: (line) => said.push(line),
  });
  await eventually(async () => (await accepts(port)) || `there is no S3: ${said.slice(-2).join(' ')}`, 30_000);
  const [url, bucket] = [`http://127.0.0.1:${port}`, 'recordings'];
  const put = async (path: string, body?: string): Promise<void> => {
    const answer = await fetch(`${url}/${bucket}${path}`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(await answer.text());
  };
  await put('');
  await put('?policy', JSON.stringify(EVERYBODY_READS(bucket)));
  return {
    url,
    bucket,
    object: async (name) => {
      const answer = await fetch(`${url}/${bucket}/${name}`);
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return Buffer.from(await answer.arrayBuffer());
    },
    stop: () => server.stop(),
  };
}
