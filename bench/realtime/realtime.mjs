// A realtime server under load over its WebSocket: node bench/realtime/realtime.mjs
// [--only presence] [--seconds 5] [--rounds 3] [--no-peer] [--no-foyer]
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, table, wait } from '../rest/common.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { START } from './servers.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    'no-peer': { type: 'boolean', default: false },
    'no-foyer': { type: 'boolean', default: false },
  },
});
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const LOAD = join(dirname(fileURLToPath(import.meta.url)), 'load.mjs');
/** A load process that is near 100 measures itself. */
const LOAD_BUSY = { 'load busy, %': ({ busy }) => busy * 100 };

for (const name of Object.keys(SCENARIOS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const scenario = SCENARIOS[name];
  await run(name, { ...scenario, columns: { ...scenario.columns, ...LOAD_BUSY } });
}

async function run(name, scenario) {
  const { servers: kinds, cases, setup, rooms, columns, ratios } = scenario;
  const servers = [];
  try {
    for (const kind of kinds) {
      if (kind === 'foyer' ? values['no-foyer'] : values['no-peer']) continue;
      servers.push(Object.assign(await START[kind](), { kind, made: new Set() }));
    }
    const rows = [];
    const prepared = new Set();
    for (const at of cases.keys()) {
      // Cases that share their rooms share what is in them.
      const key = rooms(cases[at], 0).join();
      for (const server of setup && !prepared.has(key) ? servers : []) {
        console.error(`filling ${key} of ${server.name}`);
        await measure(name, scenario, server, at, 0, true);
      }
      prepared.add(key);
      rows.push(...(await compare(name, scenario, servers, at)));
    }
    const head = [name, ...Object.keys(columns), ...ratios.map((column) => `Foyer : this, ${column}`)];
    console.log(`\n${table(head, rows)}`);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Rounds of all servers in turn, another one first each time; the medians of the rounds. */
async function compare(scenarioName, scenario, servers, at) {
  const { cases, columns, ratios } = scenario;
  const results = servers.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < servers.length; turn++) {
      const which = (turn + round) % servers.length;
      const result = await measure(scenarioName, scenario, servers[which], at, round);
      results[which].push(result);
      const shown = Object.entries(columns).map(([name, of]) => `${of(result).toFixed(2)} ${name}`);
      console.error(`${cases[at].name}, ${servers[which].name}: ${shown.join(', ')}`);
      await wait(300);
    }
  }
  const foyer = servers.findIndex(({ kind }) => kind === 'foyer');
  // Of pairs from one round.
  const ratio = (which, of) => {
    if (foyer === -1 || foyer === which) return '';
    const times = median(results[which].map((result, round) => of(results[foyer][round]) / of(result)));
    return Number.isFinite(times) ? `${times.toFixed(2)}×` : '';
  };
  return servers.map(({ name }, which) => [
    `${cases[at].name}, ${name}`,
    ...Object.values(columns).map((of) => number(median(results[which].map(of)))),
    ...ratios.map((column) => ratio(which, columns[column])),
  ]);
}

/** One load process; the CPU of the server between its words. */
async function measure(scenarioName, { cases, rooms: roomsOf }, server, at, round, setup = false) {
  const rooms = roomsOf(cases[at], round);
  if (cases[at].cold) await server.restart?.();
  for (const room of rooms) if (!server.made.has(room)) await server.makeRoom(room);
  for (const room of rooms) server.made.add(room);
  const target = { url: server.url, token: await server.token('bench'), kind: server.kind };
  const child = fork(LOAD);
  return new Promise((resolve, reject) => {
    let cpu;
    let result;
    child.on('message', (message) => {
      if (message.is === 'begin') cpu = server.cpuMs();
      if (message.is === 'memory') child.send(server.memoryBytes());
      if (message.is === 'end') cpu = server.cpuMs() - cpu;
      if (message.is === 'result') result = { ...message.result, cpuMs: cpu };
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve(result) : reject(new Error(`the load of ${server.name} ended with ${code}`)),
    );
    child.send({ scenario: scenarioName, setup, target, at, rooms, seconds: SECONDS });
  });
}

function number(value) {
  if (!Number.isFinite(value)) return '';
  if (Number.isInteger(value) || value >= 99.95) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}
