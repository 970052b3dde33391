import { startChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { bytesAt, type CloudStorage } from './cloud-storage.js';
import { handedTo } from './clouds.js';
import { accepts, freePort } from './ports.js';

const AZURITE = '3.34.0';
const VERSION = '2021-12-02';
const NO_KEY = 'this-is-no-key-of-azure!';
const [ACCOUNT, CONTAINER] = ['foyercalls', 'recordings'];

interface Bench {
  install(folder: string, packages: Record<string, string>): { readonly prefix: string };
}

/** Azurite, Microsoft's own emulator, with one account and one container. It checks the signature of every request. */
export async function azureStorage(): Promise<CloudStorage> {
  const [port, accountKey, otherKey, command] = [await freePort(), aKey(), aKey(), await azurite()];
  const said: string[] = [];
  const server = startChild({
    command,
    args: ['--blobPort', String(port), '--inMemoryPersistence', '--disableTelemetry', '--silent'],
    env: { AZURITE_ACCOUNTS: `${ACCOUNT}:${accountKey}` },
    stopSignal: 'TERM',
    onOutput: (line) => said.push(line),
  });
  await eventually(async () => (await accepts(port)) || `there is no Azurite: ${said.slice(-2).join(' ')}`, 30_000);
  const url = `http://127.0.0.1:${port}/${ACCOUNT}/${CONTAINER}`;
  await makeContainer(url, accountKey);
  const host = `${ACCOUNT}.blob.core.windows.net`;
  const profile = { type: 'azure', container: CONTAINER, accountName: ACCOUNT, accountKey };
  return {
    hosts: { [host]: handedTo(port) },
    profile,
    location: `https://${host}/${CONTAINER}`,
    mistaken: {
      'a key of somebody else': { profile: { ...profile, accountKey: otherKey }, says: /AuthorizationFailure/ },
      'a key that is none': { profile: { ...profile, accountKey: NO_KEY }, says: /base64/ },
      'a bucket that is not there': { profile: { ...profile, container: 'none' }, says: /ContainerNotFound/ },
    },
    secrets: [accountKey, otherKey, NO_KEY],
    object: (path) => bytesAt(`${url}/${path}`),
    stop: () => server.stop(),
  };
}

const aKey = (): string => randomBytes(64).toString('base64');

/** Installed apart, as other servers that are only compared with or written to. */
async function azurite(): Promise<string> {
  const bench = (await import('../../../bench/rest/common.mjs' as string)) as Bench;
  return join(bench.install('azurite', { azurite: AZURITE }).prefix, 'node_modules/.bin/azurite-blob');
}

/** Everybody may read in it, so that the specs need not sign. */
async function makeContainer(url: string, accountKey: string): Promise<void> {
  const headers = {
    'x-ms-blob-public-access': 'blob',
    'x-ms-date': new Date().toUTCString(),
    'x-ms-version': VERSION,
  };
  const named = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  // Eleven standard headers that are not sent stand as empty lines.
  const text = `PUT\n${'\n'.repeat(11)}${named.join('')}/${ACCOUNT}${new URL(url).pathname}\nrestype:container`;
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text).digest('base64');
  const authorization = `SharedKey ${ACCOUNT}:${signature}`;
  const answer = await fetch(`${url}?restype=container`, { method: 'PUT', headers: { ...headers, authorization } });
  if (!answer.ok) throw new Error(await answer.text());
}
