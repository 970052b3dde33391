import { connect } from 'node:net';
import { HOST } from './livekit-config.js';

const ANSWER_WITHIN_MS = 2_000;

/**
 * The answer of our Redis to a command, as it writes it: `+PONG`, `:1`, or the lines of an array. The few questions of
 * supervision need no client. Throws what Redis refuses with, or that it cannot be reached.
 */
export function askRedis(port: number, password: string, ...words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, HOST, () => socket.end(`${encode(['AUTH', password])}${encode(words)}`));
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('Redis does not answer')));
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.once('error', reject);
    // It answers all that came before it sees our end.
    socket.once('end', () => {
      const [authenticated = '', ...answer] = text.trimEnd().split('\r\n');
      const refused = [authenticated, answer[0] ?? '-no answer'].find((line) => line.startsWith('-'));
      if (refused === undefined) resolve(answer.join('\n'));
      else reject(new Error(`Redis: ${refused.slice(1)}`));
    });
  });
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
