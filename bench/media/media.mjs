// What Foyer adds to a call of LiveKit's API, against the same call made with livekit-server-sdk: node bench/media/media.mjs
// [--seconds 2] [--rounds 8] [--requests 500] [--only list|nobody|open|token|participants]
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Gateway } from '../../libs/testing/dist/index.js';
import { cpuOf, median, table, treeOf, wait } from '../rest/common.mjs';
import { CALLS, SCENARIOS, callName } from './scenarios.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '8' },
    requests: { type: 'string', default: '500' },
    only: { type: 'string' },
  },
});
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const REQUESTS = Number(values.requests);
const CONNECTIONS = 16;
const WARM_UP_SECONDS = 2;
const WARM_UP_REQUESTS = 100;
const HERE = dirname(fileURLToPath(import.meta.url));
const SIDES = ['foyer', 'direct'];

const of = (results, what) => median(results.map(what));
const count = (value) => Math.round(value).toLocaleString('en');

if (values.only !== undefined && SCENARIOS[values.only] === undefined) {
  throw new Error(`--only is one of ${Object.keys(SCENARIOS).join(', ')}`);
}
const names = Object.keys(SCENARIOS).filter((name) => values.only === undefined || values.only === name);

const gateway = await Gateway.start({ env: { FOYER_LIVEKIT: 'auto' } });
const alone = [];
const crowded = [];
const cpu = [];
const failed = [];
try {
  await untilCallsAreReady();
  const livekit = await openCalls();
  for (const name of names) {
    try {
      await measure(name, livekit);
    } catch (error) {
      failed.push(`${name} failed: ${error.message}`);
    }
  }
} finally {
  await gateway.remove();
}

if (alone.length > 0) {
  console.log(`\n${table(['one at a time', 'Foyer ms', 'p95', 'direct ms', 'p95', 'added ms'], alone)}`);
  console.log(`\n${table([`${CONNECTIONS} connections`, 'Foyer/s', 'direct/s', 'Foyer : direct'], crowded)}`);
  console.log(`\n${table(['CPU µs/request', 'client', 'gateway', 'Postgres', 'LiveKit'], cpu)}`);
}
for (const text of failed) console.error(text);
if (failed.length > 0) process.exitCode = 1;

async function measure(name, livekit) {
  const load = start('load.mjs');
  const { title, people: size } = SCENARIOS[name];
  const people = size === undefined ? null : start('people.mjs');
  try {
    if (people !== null) await enterCall(people, size);
    await load({ do: 'connect', scenario: name, url: gateway.url, livekit });
    // A route that is not there fails here, and not in the middle.
    await load({ do: 'turns', requests: 1 });
    for (const side of SIDES) await flood(load, side, WARM_UP_SECONDS);
    await load({ do: 'turns', requests: WARM_UP_REQUESTS });
    const { foyer, direct } = await load({ do: 'turns', requests: REQUESTS });
    const figures = [foyer.median, foyer.p95, direct.median, direct.p95, foyer.median - direct.median];
    const shown = figures.map((ms) => ms.toFixed(2));
    console.error(`${name}, ms: ${shown.join(', ')}`);

    const results = { foyer: [], direct: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
        const result = await flood(load, side, SECONDS);
        results[side].push(result);
        const busy = (result.busy * 100).toFixed(0);
        console.error(`${name}, ${side}: ${result.rate.toFixed(0)} requests/s, load ${busy}% busy`);
        await wait(300);
      }
    }
    alone.push([title, ...shown]);
    crowded.push([title, ...rates(results)]);
    cpu.push([`${title}, Foyer`, ...cpuOfParts(results.foyer)], [`${title}, direct`, ...cpuOfParts(results.direct)]);
  } finally {
    await Promise.all([load.stop(), people?.stop()]);
  }
}

function rates({ foyer, direct }) {
  // Of pairs from one round.
  const ratio = median(foyer.map(({ rate }, round) => rate / direct[round].rate));
  return [count(of(foyer, ({ rate }) => rate)), count(of(direct, ({ rate }) => rate)), `${ratio.toFixed(2)}×`];
}

function cpuOfParts(results) {
  return ['load', 'gateway', 'postgres', 'livekit'].map((part) => count(of(results, ({ cpu }) => cpu[part])));
}

/** One side under load, and the CPU µs that each of our processes spent for each of its requests. */
async function flood(load, side, seconds) {
  const before = cpuMs(load.pid);
  const result = await load({ do: 'flood', side, connections: CONNECTIONS, seconds });
  const after = cpuMs(load.pid);
  const spent = (part) => ((after[part] - before[part]) * 1000) / result.requests;
  return { ...result, cpu: Object.fromEntries(Object.keys(after).map((part) => [part, spent(part)])) };
}

function cpuMs(loadPid) {
  const pid = gateway.process.pid;
  const spent = { load: cpuOf(loadPid), gateway: cpuOf(pid), postgres: 0, livekit: 0 };
  for (const child of treeOf(pid).slice(1)) {
    try {
      const part = readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('livekit') ? 'livekit' : 'postgres';
      spent[part] += cpuOf(child);
    } catch {
      // It has ended since.
    }
  }
  return spent;
}

/** Another script here as a process of its own; a function that asks it for something. It ends when it is let go. */
function start(file) {
  // What a script logs is not a result.
  const child = fork(join(HERE, file), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let settle = () => {};
  child.on('message', ({ result, error }) => settle(error, result));
  child.once('error', (error) => settle(error.message));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  void ended.then((code) => settle(`${file} ended with ${code}`));
  const ask = (message) =>
    new Promise((resolve, reject) => {
      settle = (error, result) => (error === undefined ? resolve(result) : reject(new Error(error)));
      child.send(message);
    });
  const stop = () => {
    if (child.connected) child.disconnect();
    return ended;
  };
  return Object.assign(ask, { pid: child.pid, stop });
}

/** So many people in the first call. */
async function enterCall(people, size) {
  const body = (_, i) => ({ roomName: callName(0), participantIdentity: `person-${i}` });
  await people(await Promise.all(Array.from({ length: size }, body).map((each) => post('/token', each))));
}

async function untilCallsAreReady() {
  let told = false;
  for (;;) {
    const answer = await fetch(`${gateway.url}/health/ready`);
    const { status, reason } = (await answer.json()).dependencies.livekit;
    if (status === 'ready') return;
    if (status === 'not-configured') throw new Error(`there is no LiveKit: ${reason}`);
    if (!told && reason !== undefined) console.error(reason);
    told = true;
    await wait(200);
  }
}

/** Opens the calls of the scenarios; answers where LiveKit is, and its keys. */
async function openCalls() {
  for (let i = 0; i < CALLS; i++) await post('/rooms', { roomName: callName(i) });
  const { url } = await post('/token', { roomName: callName(0), participantIdentity: 'bench' });
  const keys = JSON.parse(readFileSync(join(gateway.dataDir, 'livekit/keys.json'), 'utf8'));
  return { host: url.replace(/^ws/, 'http'), ...keys };
}

async function post(path, body) {
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_localdev', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path} answers ${response.status}: ${await response.text()}`);
  return response.json();
}
