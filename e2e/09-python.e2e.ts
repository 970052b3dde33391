import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enter } from './realtime/official-client.js';
import { identify } from './realtime/rest.js';
import { SECRET_KEY, aRoomId, call, secret, secretsFile, url } from './support/foyer.js';
import { PYTHON_FOLDER, python, pythonBin, type PythonRun } from './support/python.js';

const MINUTES = 60_000;

beforeAll(() => void pythonBin(), 10 * MINUTES);

const pytest = (file: string, env: Record<string, string> = {}): Promise<PythonRun> =>
  python(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-p', 'no:schemathesis', file], {
    env: { FOYER_E2E_URL: url, FOYER_E2E_KEY: SECRET_KEY, FOYER_E2E_SECRETS: secretsFile, ...env },
  });

describe('Python', () => {
  it(
    '[PY1] the official SDK makes, finds, changes and removes rooms and gets tokens',
    async () => {
      const { code, output } = await pytest('test_official_sdk.py');
      expect([code, code === 0 ? '' : output]).toEqual([0, '']);
      expect(output).toContain('5 passed');
    },
    2 * MINUTES,
  );

  it(
    '[PY2] a client generated from the document, without a warning, creates, lists, joins and deletes a room',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'foyer-python-'));
      try {
        const target = join(folder, 'foyer_api');
        const made = await python([
          '-m',
          'openapi_python_client',
          'generate',
          '--url',
          `${url}/openapi.json`,
          '--meta',
          'none',
          '--output-path',
          target,
          '--config',
          join(PYTHON_FOLDER, 'openapi-python-client.yml'),
          '--fail-on-warning',
        ]);
        expect([made.code, made.code === 0 ? '' : made.output]).toEqual([0, '']);
        const { code, output } = await pytest('test_generated_client.py', { PYTHONPATH: folder });
        expect([code, code === 0 ? '' : output]).toEqual([0, '']);
        expect(output).toContain('1 passed');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    3 * MINUTES,
  );

  it(
    '[PY3] the official SDK sees and shows people, sends events, reads and writes storage, Yjs, files and versions',
    async () => {
      const room = aRoomId('python-live');
      await call('POST', '/v2/rooms', { body: { id: room, defaultAccesses: ['room:write'] } });
      const alice = await enter({ url, roomId: room, token: secret(await identify(url, 'alice')) });
      const events: unknown[] = [];
      alice.room.subscribe('event', ({ event }) => events.push(event));
      try {
        const { code, output } = await pytest('test_official_sdk_realtime.py', { FOYER_E2E_ROOM: room });
        expect([code, code === 0 ? '' : output]).toEqual([0, '']);
        expect(output).toContain('10 passed');
        await eventually(() => events.length > 0 || 'no event of Python');
        expect(events).toEqual([{ from: 'python' }]);
        expect(alice.room.getOthers().map(({ id, presence }) => [id, presence])).toEqual([['bot', { status: 'busy' }]]);
      } finally {
        alice.leave();
      }
    },
    2 * MINUTES,
  );
});
