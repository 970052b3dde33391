import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { askRedis } from './ask-redis.js';

describe('askRedis', () => {
  let server: Server;
  let heard = '';
  /** Answers this to whatever it hears, when the other side has said all. */
  const listen = async (answer: string): Promise<number> => {
    heard = '';
    server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('data', (part) => (heard += String(part)));
      socket.on('end', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => void server.close());

  it('says who asks and what, and answers as Redis writes', async () => {
    const port = await listen('+OK\r\n*2\r\n$3\r\na|b\r\n:1\r\n');
    expect(await askRedis(port, 'pass', 'PUBSUB', 'NUMSUB', 'a|b')).toBe('*2\n$3\na|b\n:1');
    expect(heard).toBe('*2\r\n$4\r\nAUTH\r\n$4\r\npass\r\n*3\r\n$6\r\nPUBSUB\r\n$6\r\nNUMSUB\r\n$3\r\na|b\r\n');
  });

  it.each([
    ['-WRONGPASS no\r\n-NOAUTH no\r\n', 'Redis: WRONGPASS no'],
    ['+OK\r\n-LOADING wait\r\n', 'Redis: LOADING wait'],
    ['', 'Redis: no answer'],
  ])('throws %j', async (answer, message) => {
    await expect(askRedis(await listen(answer), 'pass', 'PING')).rejects.toThrow(message);
  });

  it('throws where there is no Redis', async () => {
    const port = await listen('');
    server.close();
    await expect(askRedis(port, 'pass', 'PING')).rejects.toThrow('ECONNREFUSED');
  });
});
