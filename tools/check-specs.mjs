// Every numbered rule of a SPEC.md is cited by the title of a test, and every citation names a rule that exists.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const rules = new Set();
const cited = new Map();

for (const file of walk(root)) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('SPEC.md')) for (const [, rule] of text.matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm)) rules.add(rule);
  if (/\.(spec|e2e|contract)\.ts$/.test(file))
    for (const [, rule] of text.matchAll(/\[([A-Z]{2}\d+)\]/g)) cited.set(rule, file);
}

const problems = [
  ...[...rules].filter((rule) => !cited.has(rule)).map((rule) => `${rule} is cited by no test`),
  ...[...cited]
    .filter(([rule]) => !rules.has(rule))
    .map(([rule, file]) => `${rule}, cited in ${file}, is in no SPEC.md`),
];
for (const problem of problems) console.error(problem);
console.log(`${rules.size} rules, ${cited.size} cited`);
process.exit(problems.length === 0 && rules.size > 0 ? 0 : 1);

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'data'].includes(entry.name) || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}
