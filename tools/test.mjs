// Runs every check in turn, with progress, and ends with one line: `N passed, N failed`.
//   node tools/test.mjs           everything
//   node tools/test.mjs --fast    what needs no server and no network (npm run check)
//   node tools/test.mjs --services    LiveKit's egress, ingress and SIP, with all they need (npm run test:services)
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'foyer-test-'));
const jest = (name, ...args) => ({
  name,
  report: join(reports, `${name}.json`),
  command: process.execPath,
  args: [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--json',
    `--outputFile=${join(reports, `${name}.json`)}`,
    ...args,
  ],
});

const fast = [
  { name: 'format', command: bin('prettier'), args: ['--check', '--log-level=warn', '.'] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: bin('tsc'), args: ['-b'] },
  { name: 'unused', command: bin('knip'), args: [] },
  { name: 'rules cited', command: process.execPath, args: ['tools/check-specs.mjs'] },
  { name: 'generated files', command: process.execPath, args: ['tools/generate.mjs', '--check'] },
  jest('unit'),
];
const slow = [
  { name: 'openapi lint', command: process.execPath, args: ['tools/lint-openapi.mjs'] },
  jest('e2e', '--config', 'e2e/jest.config.js'),
];

const services = [
  { name: 'machine', command: process.execPath, args: ['tools/livekit/check.mjs', '--install', '--tests'] },
  { name: 'programs of LiveKit', command: process.execPath, args: ['tools/livekit/build.mjs', '--all'] },
  jest('services', '--config', 'e2e/services/jest.config.js'),
];

const wanted = (flag) => process.argv.includes(flag);
const steps = wanted('--services') ? services : wanted('--fast') ? fast : [...fast, ...slow];
let passed = 0;
let failed = 0;
for (const [index, step] of steps.entries()) {
  console.log(`\n[${index + 1}/${steps.length}] ${step.name}`);
  const started = Date.now();
  const ok = await run(step);
  const counts = step.report === undefined ? null : countsOf(step.report);
  passed += counts?.passed ?? (ok ? 1 : 0);
  failed += counts === null ? (ok ? 0 : 1) : Math.max(counts.failed, ok ? 0 : 1);
  console.log(
    `[${index + 1}/${steps.length}] ${step.name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function run({ command, args }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** A suite that could not even load counts as one failure. */
function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return null;
  }
}
