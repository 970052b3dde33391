import { mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { keepRunning, untilReady, type KeptRunning } from './keep-running.js';
import { startChild, type SupervisedChild } from './supervised-child.js';

export interface PulseAudioOptions {
  readonly binary: string;
  /** XDG_RUNTIME_DIR of whoever plays through it. Its path must be short: it holds a socket. */
  readonly runtimeDir: string;
  readonly log: (message: string) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
/** No hardware: only what the browsers of recordings play. */
const ARGS = [
  '--exit-idle-time=-1',
  '--disallow-exit',
  '--daemonize=no',
  '--log-level=error',
  '-n',
  '-L',
  'module-native-protocol-unix',
  '-L',
  'module-null-sink sink_name=def',
];

/** Starts a PulseAudio, which carries the sound of pages that are recorded. */
export function startPulseAudio({ binary, runtimeDir, log, signal }: PulseAudioOptions): Promise<KeptRunning> {
  const folder = join(runtimeDir, 'pulse');
  const start = async (stopping: AbortSignal): Promise<SupervisedChild> => {
    // One that was killed leaves its socket and the number of its process.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    const env = { XDG_RUNTIME_DIR: runtimeDir, XDG_CONFIG_HOME: runtimeDir, XDG_STATE_HOME: runtimeDir };
    const onOutput = (line: string): void => log(`pulseaudio: ${line}`);
    const child = startChild({ command: binary, args: ARGS, env, stopSignal: 'TERM', onOutput });
    const listens = (): Promise<boolean> => isListening(join(folder, 'native'));
    await untilReady(child, listens, { timeoutMs: READY_TIMEOUT_MS, pollMs: POLL_MS, signal: stopping });
    return child;
  };
  return keepRunning({ name: 'PulseAudio', start, log, signal });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
