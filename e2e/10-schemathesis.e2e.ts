import { beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET_KEY, call, secret, url } from './support/foyer.js';
import { PYTHON_FOLDER, python, pythonBin, type PythonRun } from './support/python.js';

const MINUTES = 60_000;

beforeAll(() => void pythonBin(), 10 * MINUTES);

/** In a folder of its own: what it remembers of one run would change the next. */
async function fuzz(token: string, ...args: string[]): Promise<PythonRun> {
  const cwd = mkdtempSync(join(tmpdir(), 'foyer-fuzz-'));
  try {
    const config = join(PYTHON_FOLDER, 'schemathesis.toml');
    return await python(
      [
        '-m',
        'schemathesis.cli',
        '--config-file',
        config,
        'run',
        `${url}/openapi.json`,
        '-H',
        `Authorization: Bearer ${token}`,
        ...args,
      ],
      { cwd },
    );
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
}

/** Operations of the document that take the token of a user, and the others. */
async function operations(): Promise<{ users: string[]; others: string[] }> {
  const { body } = await call('GET', '/openapi.json');
  const all = Object.values(body.paths as Record<string, Record<string, Operation>>).flatMap((path) =>
    Object.values(path),
  );
  const takesToken = ({ security = [] }: Operation): boolean => security.some((one) => 'userToken' in one);
  const ids = (some: Operation[]): string[] => some.map(({ operationId }) => operationId);
  return { users: ids(all.filter(takesToken)), others: ids(all.filter((one) => !takesToken(one))) };
}

describe('schemathesis', () => {
  it(
    '[SC1] finds no 5xx, no status, header or body that the document does not name, and no bad input that is taken',
    async () => {
      const { users, others } = await operations();
      const { code, output } = await fuzz(SECRET_KEY, ...users.flatMap((id) => ['--exclude-operation-id', id]));
      expect([code, code === 0 ? '' : output]).toEqual([0, '']);
      expect(Number(/Tested: (\d+)/.exec(output)?.[1])).toBe(others.length);
    },
    6 * MINUTES,
  );

  it(
    '[SC1] nor with the token of a user',
    async () => {
      const { body } = await call('POST', '/v2/identify-user', { body: { userId: 'alice' } });
      const { users } = await operations();
      const { code, output } = await fuzz(
        secret(body.token as string),
        ...users.flatMap((id) => ['--include-operation-id', id]),
      );
      expect([code, code === 0 ? '' : output]).toEqual([0, '']);
      expect(Number(/Tested: (\d+)/.exec(output)?.[1])).toBe(users.length);
    },
    2 * MINUTES,
  );
});
