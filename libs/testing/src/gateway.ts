import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), '../../../apps/gateway/dist/main.js');

export interface GatewayOptions {
  /** Settings beside the defaults of a test: a free port, a data folder of its own, no LiveKit. */
  readonly env?: Readonly<Record<string, string>>;
  /** Start on the data of an earlier gateway. */
  readonly dataDir?: string;
}

/** A built gateway as a process of its own, as an operator would run it. */
export class Gateway {
  private constructor(
    readonly url: string,
    readonly process: ChildProcess,
    readonly dataDir: string,
    readonly logFile: string,
    private readonly ended: Promise<number | null>,
  ) {}

  /** Starts one and waits until it listens. Throws with what it wrote, when it ends instead. */
  static async start({ env = {}, dataDir: given }: GatewayOptions = {}): Promise<Gateway> {
    const dataDir = given ?? makeDataDir();
    const logFile = join(dataDir, `gateway-${Date.now()}.log`);
    const log = createWriteStream(logFile);
    const child = spawn(process.execPath, [MAIN], {
      // Not the caller's FOYER_ or LiveKit settings: a test says what it needs.
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
        FOYER_PORT: '0',
        FOYER_DATA: dataDir,
        FOYER_LIVEKIT: 'off',
        ...env,
      },
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    let exited = false;
    void ended.then(() => (exited = true));
    const url = await eventually(() => {
      const text = readFileSync(logFile, 'utf8');
      const listening = /^Foyer listens on (\S+)$/m.exec(text)?.[1];
      if (listening !== undefined) return new URL(listening);
      if (exited) return new StartError(text);
      return 'the gateway does not listen yet';
    }, 60_000);
    if (url instanceof StartError) {
      if (given === undefined) rmSync(dataDir, { recursive: true });
      throw url;
    }
    return new Gateway(url.origin, child, dataDir, logFile, ended);
  }

  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** Asks it to stop, as a process manager would; answers the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    return this.ended;
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Where root may not make user namespaces, Postgres runs as nobody, who must be able to pass through. */
function makeDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** The gateway ended before it listened; the message is all it wrote. */
export class StartError extends Error {
  override name = 'StartError';
}
