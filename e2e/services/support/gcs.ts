import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { pythonBin } from '../../support/python.js';
import { bytesAt, emulator, type CloudStorage } from './cloud-storage.js';
import { handedTo, REQUIREMENTS } from './clouds.js';
import { freePort } from './ports.js';

const BUCKET = 'recordings';
const LOGIN = 'https://oauth2.googleapis.com/token';
const ACCOUNT = 'recorder@foyer.iam.gserviceaccount.com';

/** An emulator of the storage. It lets everybody in, so a fake of Google's logins stands before it, which checks signatures. */
export async function googleStorage(): Promise<CloudStorage> {
  const [port, account, other] = [await freePort(), serviceAccount(), serviceAccount()];
  const token = randomBytes(24).toString('base64url');
  const server = await emulator(port, {
    command: join(pythonBin(REQUIREMENTS), 'python'),
    args: `-m gcp_storage_emulator start -M -q -H127.0.0.1 --port=${port} --default-bucket=${BUCKET}`.split(' '),
  });
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
      'a bucket that is not there': { profile: { ...profile, bucket: 'none' }, says: /404/ },
    },
    secrets: [token, ...[account, other].flatMap(linesOf)],
    object: (path) => bytesAt(`http://127.0.0.1:${port}/${BUCKET}/${path}`),
    stop: () => server.stop(),
  };
}

/** The private key of one. */
const serviceAccount = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

/** However the key is quoted, a line of it stands there as it is. */
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
  const signed = (assertion: string): boolean => {
    const [head, payload, signature] = assertion.split('.') as [string, string, string];
    const { iss, aud } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const [text, proof] = [Buffer.from(`${head}.${payload}`), Buffer.from(signature, 'base64url')];
    return iss === ACCOUNT && aud === LOGIN && verify('sha256', text, publicKey, proof);
  };
  return (incoming, outgoing) => {
    void textOf(incoming).then((body) => {
      if (signed(new URLSearchParams(body).get('assertion')!))
        return say(outgoing, 200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 });
      say(outgoing, 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    });
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
