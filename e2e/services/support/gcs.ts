import { startChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonBin } from '../../support/python.js';
import { bytesAt, type CloudStorage } from './cloud-storage.js';
import { handedTo, REQUIREMENTS } from './clouds.js';
import { accepts, freePort } from './ports.js';

const BUCKET = 'recordings';
const LOGIN = 'https://oauth2.googleapis.com/token';
const NO_KEY = 'this-is-no-key-of-google';
const ACCOUNT = 'recorder@foyer.iam.gserviceaccount.com';

/** An emulator of the storage; as it asks nobody who he is, a stand-in for Google's logins is before it. */
export async function googleStorage(): Promise<CloudStorage> {
  const [port, account, other, token] = [
    await freePort(),
    serviceAccount(),
    serviceAccount(),
    randomBytes(24).toString('base64url'),
  ];
  const said: string[] = [];
  const server = startChild({
    command: join(pythonBin(REQUIREMENTS), 'python'),
    args: [
      '-m',
      'gcp_storage_emulator',
      'start',
      '-M',
      '-q',
      '-H127.0.0.1',
      `--port=${port}`,
      `--default-bucket=${BUCKET}`,
    ],
    stopSignal: 'TERM',
    onOutput: (line) => said.push(line),
  });
  await eventually(async () => (await accepts(port)) || `there is no GCS: ${said.slice(-2).join(' ')}`, 30_000);
  const profile = { type: 'gcs', bucket: BUCKET, credentials: credentialsOf(account) };
  return {
    hosts: {
      'oauth2.googleapis.com': logins(account, token),
      'storage.googleapis.com': withToken(token, handedTo(port)),
    },
    profile,
    location: `https://${BUCKET}.storage.googleapis.com`,
    mistaken: {
      'a key of somebody else': { profile: { ...profile, credentials: credentialsOf(other) }, says: /invalid_grant/ },
      'a key that is none': { profile: { ...profile, credentials: NO_KEY }, says: /invalid character/ },
      'a bucket that is not there': { profile: { ...profile, bucket: 'none' }, says: /404/ },
    },
    secrets: [token, NO_KEY, ...[account, other].flatMap(linesOf)],
    object: (path) => bytesAt(`http://127.0.0.1:${port}/${BUCKET}/${path}`),
    stop: () => server.stop(),
  };
}

/** The key of one. */
const serviceAccount = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

const linesOf = (key: string): string[] => key.split('\n').filter((line) => line.length === 64);

/** As Google's console gives them away. */
const credentialsOf = (key: string): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'foyer',
    private_key_id: 'one',
    private_key: key,
    client_email: ACCOUNT,
    token_uri: LOGIN,
  });

/** Gives the token to whoever signs with this key. */
function logins(key: string, token: string): RequestListener {
  const publicKey = createPublicKey(key);
  const answer = async (assertion: string | null, outgoing: ServerResponse): Promise<void> => {
    const [head, payload, signature] = (assertion ?? '..').split('.') as [string, string, string];
    const { iss, aud } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as Record<string, unknown>;
    const signed = verify('sha256', Buffer.from(`${head}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
    if (signed && iss === ACCOUNT && aud === LOGIN)
      return say(outgoing, 200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 });
    say(outgoing, 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  };
  return (incoming, outgoing) => {
    void text(incoming).then((body) => answer(new URLSearchParams(body).get('assertion'), outgoing));
  };
}

const withToken =
  (token: string, next: RequestListener): RequestListener =>
  (incoming, outgoing) => {
    if (incoming.headers.authorization === `Bearer ${token}`) return next(incoming, outgoing);
    say(outgoing, 401, { error: { code: 401, message: 'Invalid Credentials' } });
  };

function say(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
