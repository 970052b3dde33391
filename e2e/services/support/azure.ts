import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { bytesAt, emulator, type CloudStorage } from './cloud-storage.js';
import { handedTo } from './clouds.js';
import { freePort } from './ports.js';

const AZURITE = '3.34.0';
const VERSION = '2021-12-02';
const [ACCOUNT, CONTAINER] = ['foyercalls', 'recordings'];

interface Bench {
  install(folder: string, packages: Record<string, string>): { readonly prefix: string };
}

/** Azurite, Microsoft's own emulator, with one account and one container. It checks the signature of every request. */
export async function azureStorage(): Promise<CloudStorage> {
  const [port, accountKey, otherKey] = [await freePort(), aKey(), aKey()];
  const server = await emulator(port, {
    command: await azurite(),
    args: ['--blobPort', String(port), '--inMemoryPersistence', '--disableTelemetry', '--silent'],
    env: { AZURITE_ACCOUNTS: `${ACCOUNT}:${accountKey}` },
  });
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
      'a bucket that is not there': { profile: { ...profile, container: 'none' }, says: /ContainerNotFound/ },
    },
    secrets: [accountKey, otherKey],
    object: (path) => bytesAt(`${url}/${path}`),
    stop: () => server.stop(),
  };
}

const aKey = (): string => randomBytes(64).toString('base64');

/** Installed in a folder of its own, as whatever else is only run by specs and benchmarks. */
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
  // Eleven headers that could be signed too are not sent; each stands as an empty line.
  const text = `PUT\n${'\n'.repeat(11)}${named.join('')}/${ACCOUNT}${new URL(url).pathname}\nrestype:container`;
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text).digest('base64');
  const authorization = `SharedKey ${ACCOUNT}:${signature}`;
  const answer = await fetch(`${url}?restype=container`, { method: 'PUT', headers: { ...headers, authorization } });
  if (!answer.ok) throw new Error(await answer.text());
}
