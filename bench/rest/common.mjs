// What both benchmarks share: arguments, tools from npm, the servers, clocks and tables.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../..');
const CACHE = join(ROOT, '.cache/bench');
const { Gateway } = await import(join(ROOT, 'libs/testing/dist/index.js'));
const pg = createRequire(join(ROOT, 'libs/database/package.json'))('pg');

/** Installs pinned packages into a folder of their own under `.cache/bench`, once; answers a `require` for it. */
export function install(folder, packages) {
  const prefix = join(CACHE, folder);
  const have = Object.entries(packages).every(([name, version]) => {
    const file = join(prefix, 'node_modules', name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version;
  });
  if (!have) {
    mkdirSync(prefix, { recursive: true });
    const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    execFileSync('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--loglevel=error', ...wanted], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return { prefix, require: createRequire(join(prefix, 'package.json')) };
}

/** A gateway as an operator runs it, in development mode, on its own embedded Postgres. */
export async function startFoyer() {
  const gateway = await Gateway.start();
  return {
    name: 'Foyer',
    url: gateway.url,
    pid: gateway.process.pid,
    cpuMs: () => cpuOf(gateway.process.pid),
    memoryBytes: () => memoryOf(gateway.process.pid),
    connect: () => connect(join(gateway.dataDir, 'postgres')),
    stop: () => gateway.remove(),
  };
}

/** `bare-fastify.mjs` on an embedded Postgres of its own. */
export async function startBare() {
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const child = spawn(process.execPath, [join(HERE, 'bare-fastify.mjs'), join(dataDir, 'postgres')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    name: 'bare Fastify',
    url: await lineOf(child, /^listens on (\S+)/m),
    cpuMs: () => cpuOf(child.pid),
    connect: () => connect(join(dataDir, 'postgres')),
    stop: async () => {
      await end(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * `liveblocks dev` as a black box, with a throwaway data folder: its own, or with `persist` the one that it would keep.
 * `home` is where an earlier one with `persist` left off.
 */
export async function startPeer({ persist = false, home = mkdtempSync(join(tmpdir(), 'foyer-bench-peer-')) } = {}) {
  const { prefix } = install('peer', { liveblocks: '1.9.0', bun: '1.4.5' });
  const bin = join(prefix, 'node_modules/.bin');
  const child = spawn(
    join(bin, 'liveblocks'),
    ['dev', '--random-port', persist ? '--persist' : '--no-persist', '--no-check'],
    {
      cwd: home,
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: home, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return {
    name: 'liveblocks dev',
    url: (await lineOf(child, /(http:\/\/[\w.]+:\d+)/)).replace('localhost', '127.0.0.1'),
    // The command may start the server as a child; it runs nothing else.
    cpuMs: () => treeOf(child.pid).reduce((sum, pid) => sum + cpuOf(pid), 0),
    memoryBytes: () => treeOf(child.pid).reduce((sum, pid) => sum + memoryOf(pid), 0),
    home,
    stop: async ({ keep = false } = {}) => {
      // What it started does not end with it.
      for (const pid of treeOf(child.pid)) process.kill(pid, 'SIGKILL');
      if (!keep) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A connection past the server, to fill and to explain. Line 5 of `postmaster.pid` is the socket folder. */
async function connect(postgresDir) {
  const socketDir = readFileSync(join(postgresDir, 'postmaster.pid'), 'utf8').split('\n')[4];
  const client = new pg.Client(`postgres://foyer@localhost/postgres?host=${encodeURIComponent(socketDir)}`);
  await client.connect();
  return client;
}

export function lineOf(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk) => {
      text += chunk;
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it listened: ${text}`)));
  });
}

export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** User and system time of a process so far. Linux only; its clock ticks are 10 ms. */
export function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What a process holds in memory. */
export function memoryOf(pid) {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

export function treeOf(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

export function percentile(values, part) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

export const median = (values) => percentile(values, 0.5);

/** A Markdown table; all columns but the first to the right. */
export function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => String(row[column]).length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export { wait };
