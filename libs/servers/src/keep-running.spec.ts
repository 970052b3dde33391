import { describe, expect, it } from '@jest/globals';
import { keepRunning, untilReady, type Running, type ServerState } from './keep-running.js';

class FakeChild implements Running {
  readonly pid = 1;
  stops = 0;
  end!: (code: number | null) => void;
  readonly exited = new Promise<{ code: number | null }>((resolve) => (this.end = (code) => resolve({ code })));
  async stop(): Promise<void> {
    this.stops += 1;
    this.end(0);
  }
}

const turn = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const quick = { name: 'it', log: () => undefined, firstPauseMs: 1, slowestPauseMs: 2 };

describe('keepRunning', () => {
  it('starts again after an end that nobody asked for, and not after stop()', async () => {
    const children: FakeChild[] = [];
    const states: ServerState[] = [];
    const start = async (): Promise<FakeChild> => {
      children.push(new FakeChild());
      return children.at(-1) as FakeChild;
    };
    const server = await keepRunning({ ...quick, start, onStateChange: (state) => states.push(state) });
    children[0]?.end(137);
    await turn(20);
    expect(children).toHaveLength(2);
    expect(server.state()).toBe('ready');
    await Promise.all([server.stop(), server.stop()]);
    await turn();
    expect(children.map(({ stops }) => stops)).toEqual([0, 1]);
    expect(states).toEqual(['starting', 'ready', 'restarting', 'ready', 'stopped']);
  });

  it('rejects when the first start fails', async () => {
    const states: ServerState[] = [];
    const start = (): Promise<Running> => Promise.reject(new Error('no'));
    await expect(keepRunning({ ...quick, start, onStateChange: (state) => states.push(state) })).rejects.toThrow('no');
    expect(states).toEqual(['starting', 'stopped']);
  });

  it('goes on while a restart fails, and says so', async () => {
    const said: string[] = [];
    const first = new FakeChild();
    let starts = 0;
    const start = async (): Promise<Running> => {
      starts += 1;
      if (starts === 1) return first;
      if (starts < 4) throw new Error('not yet');
      return new FakeChild();
    };
    const server = await keepRunning({ ...quick, start, log: (message) => said.push(message) });
    first.end(1);
    await turn(40);
    expect(server.state()).toBe('ready');
    expect(said).toEqual([
      'it ended unexpectedly (exit code 1); starting it again',
      'it could not be started again: not yet',
      'it could not be started again: not yet',
      'it is ready again',
    ]);
    await server.stop();
  });

  it('gives up a restart that is under way', async () => {
    const first = new FakeChild();
    let starts = 0;
    const start = (signal: AbortSignal): Promise<Running> => {
      starts += 1;
      if (starts === 1) return Promise.resolve(first);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
    };
    const server = await keepRunning({ ...quick, start });
    first.end(1);
    await turn(20);
    expect(starts).toBe(2);
    await server.stop();
    expect(server.state()).toBe('stopped');
  });
});

describe('untilReady', () => {
  const often = { timeoutMs: 1_000, pollMs: 1 };

  it('asks until it is ready', async () => {
    let asked = 0;
    await untilReady(new FakeChild(), () => ++asked === 3, often);
    expect(asked).toBe(3);
  });

  it('does not believe an answer after the end: another server may have given it', async () => {
    const child = new FakeChild();
    child.end(0);
    await turn();
    await expect(untilReady(child, () => turn().then(() => true), often)).rejects.toThrow('ended with exit code 0');
  });

  it('stops what takes too long or is not wanted any more', async () => {
    const slow = new FakeChild();
    await expect(untilReady(slow, () => false, { timeoutMs: 5, pollMs: 1 })).rejects.toThrow('not ready');
    expect(slow.stops).toBe(1);
    const unwanted = new FakeChild();
    const cancel = new AbortController();
    const waiting = untilReady(unwanted, () => false, { ...often, signal: cancel.signal });
    cancel.abort();
    await expect(waiting).rejects.toThrow('aborted');
    expect(unwanted.stops).toBe(1);
  });
});
