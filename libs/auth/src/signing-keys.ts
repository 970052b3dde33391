import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

/** The only one that user tokens are signed with, and accepted with. */
export const TOKEN_ALGORITHM = 'ES256';

/** A P-256 private key as PEM, which signs user tokens with ES256. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key; names the key in a token's header and in the JWKS. */
  readonly kid: string;
  readonly privateKey: string;
}

export interface PublicJwk extends JsonWebKey {
  kid: string;
  use: 'sig';
  alg: 'ES256';
}

export function generateSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return toSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** Reads a PEM private key; throws when it is not one on the curve P-256. */
export function toSigningKey(pem: string): SigningKey {
  const { crv, kty, x, y } = createPublicKey(pem).export({ format: 'jwk' });
  if (crv !== 'P-256') throw new Error('The token key must be an EC private key on the curve P-256 (prime256v1).');
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { kid, privateKey: pem };
}

/** The keys of user tokens: the first one signs, all of them verify. */
export class SigningKeys {
  // Read once: reading a PEM costs more than verifying a token.
  private readonly publicKeys: ReadonlyMap<string, KeyObject>;
  /** What new tokens are signed with. */
  readonly current: { readonly kid: string; readonly privateKey: KeyObject };

  constructor(private readonly keys: readonly [SigningKey, ...SigningKey[]]) {
    const [{ kid, privateKey }] = keys;
    this.current = { kid, privateKey: createPrivateKey(privateKey) };
    this.publicKeys = new Map(keys.map((key) => [key.kid, createPublicKey(key.privateKey)]));
  }

  publicKey(kid: string): KeyObject | undefined {
    return this.publicKeys.get(kid);
  }

  /** The key that a token says it was signed with, if it is one of ours. */
  publicKeyOf(token: string): KeyObject | undefined {
    return this.publicKey(keyId(token) ?? '');
  }

  /** RFC 7517 key set for anyone who wants to verify tokens. */
  jwks(): { keys: PublicJwk[] } {
    return {
      keys: this.keys.map(({ kid, privateKey }) => ({
        ...createPublicKey(privateKey).export({ format: 'jwk' }),
        kid,
        use: 'sig',
        alg: 'ES256',
      })),
    };
  }
}

/** The `kid` of a token's header, before anything of it is trusted. */
function keyId(token: string): string | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null && 'kid' in header && typeof header.kid === 'string'
      ? header.kid
      : null;
  } catch {
    return null;
  }
}
