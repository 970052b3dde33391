import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { findOnPath } from './find-program.js';
import type { Need } from './machine-needs.js';
import { runToEnd } from './supervised-child.js';

/** Which of these this machine has not. Nothing is asked more than once, and nothing blocks meanwhile. */
export async function findMissing(needs: readonly Need[]): Promise<Need[]> {
  const namesOf = (kind: Need['kind']): string[] => needs.filter((need) => need.kind === kind).map(({ name }) => name);
  const missing: Readonly<Record<Need['kind'], ReadonlySet<string>>> = {
    program: new Set(namesOf('program').filter((name) => findTool(name) === null)),
    file: new Set(namesOf('file').filter((name) => !existsSync(name))),
    library: await unknownTo('pkg-config --exists', namesOf('library')),
    element: await unknownTo('gst-inspect-1.0 --exists', namesOf('element')),
  };
  return needs.filter(({ kind, name }) => missing[kind].has(name));
}

/** On PATH, or where Debian keeps programs of the administrator. */
export function findTool(name: string): string | null {
  return findOnPath(name, [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter));
}

/** Those at which the command fails, as it does for all where there is no such command. */
async function unknownTo(command: string, names: readonly string[]): Promise<Set<string>> {
  const unknown = new Set<string>();
  if (names.length === 0) return unknown;
  const script = `for name; do ${command} "$name" >/dev/null 2>&1 || echo "missing $name"; done`;
  await runToEnd({
    command: '/bin/sh',
    args: ['-c', script, 'sh', ...names],
    stopSignal: 'TERM',
    onOutput: (line) => {
      if (line.startsWith('missing ')) unknown.add(line.slice('missing '.length));
    },
  });
  return unknown;
}
