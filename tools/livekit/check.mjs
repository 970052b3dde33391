#!/usr/bin/env node
// Says what this machine lacks to build and run LiveKit's services; exit code 1 where something is missing.
//   node tools/livekit/check.mjs [--install] [--tests]        (after `npm run build`)
// --install: through apt, where it may. --tests: also what the tests of the services use.
import { spawnSync } from 'node:child_process';
import { findMissing, findTool, installArguments, missingReport, needsOf } from '../../libs/servers/dist/index.js';

const wanted = (flag) => process.argv.includes(flag);
const purposes = ['redis', 'egress', 'ingress', 'sip', ...(wanted('--tests') ? ['tests'] : [])];
const look = () => findMissing(needsOf(purposes, () => false));

let missing = await look();
const mayInstall = process.getuid?.() === 0 && findTool('apt-get') !== null;
if (missing.length > 0 && wanted('--install') && mayInstall) {
  apt('update', '-qq');
  apt(...installArguments(missing));
  missing = await look();
}
if (missing.length === 0) console.log("This machine has all that LiveKit's services need.");
else console.log(missingReport(missing));
process.exitCode = missing.length === 0 ? 0 : 1;

/** What it says is for a person: progress, not the answer. */
function apt(...args) {
  console.error(`apt-get ${args.join(' ')}`);
  spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
