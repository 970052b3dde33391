import { Gateway, eventually } from '@foyer/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Starts the gateway that all specs share, with a real Postgres and a real LiveKit. Building LiveKit takes minutes, once. */
export default async function setup() {
  await startSharedGateway();
}

/** With settings beside the usual ones; answers it, and how to tell how far things are. */
export async function startSharedGateway(env = {}) {
  const started = Date.now();
  const say = (text) => console.log(`[e2e ${((Date.now() - started) / 1000).toFixed(0)} s] ${text}`);
  const gateway = await Gateway.start({ env: { FOYER_LIVEKIT: 'auto', FOYER_LOG_LEVEL: 'info', ...env } });
  say(`the gateway listens on ${gateway.url}`);
  let said = '';
  await eventually(async () => {
    const ready = await (await fetch(`${gateway.url}/health/ready`)).json();
    if (ready.status === 'ready') return true;
    const { status, reason } = ready.dependencies.livekit;
    if (status === 'not-configured') throw new Error(`LiveKit cannot be had: ${reason}`);
    const progress = gateway.log.split('\n').findLast((line) => line.includes('"part":"livekit"')) ?? '';
    const line = progress === '' ? reason : JSON.parse(progress).msg;
    if (line !== said) say((said = line));
    return `LiveKit is ${status}: ${reason}`;
  }, 20 * 60_000);
  say('LiveKit is ready');
  const secretsFile = join(gateway.dataDir, 'secrets.txt');
  writeFileSync(secretsFile, '');
  process.env.FOYER_E2E_URL = gateway.url;
  process.env.FOYER_E2E_LOG = gateway.logFile;
  process.env.FOYER_E2E_SECRETS = secretsFile;
  process.env.FOYER_E2E_DATA = gateway.dataDir;
  globalThis.foyerGateway = gateway;
  return { gateway, say };
}
