// Every server behind one interface: {name, url, token(userId), makeRoom(id), cpuMs(), stop()}, and restart() where a room
// is only cold after one. What needs neither rooms nor tokens answers them with nothing.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuOf, end, lineOf, memoryOf, startFoyer, startPeer, treeOf } from '../rest/common.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
export const SECRET = { authorization: 'Bearer sk_localdev' };

export const START = {
  // With its Postgres, as the peer has its database within.
  foyer: async () => {
    const server = await startFoyer();
    return withRest({ ...server, cpuMs: () => cpuOfTree(server.pid) });
  },
  peer: async () => withRest(await startPeer()),
  persisting: async () => {
    let running = await startPeer({ persist: true });
    const server = {
      name: 'liveblocks dev',
      url: running.url,
      cpuMs: () => running.cpuMs(),
      stop: () => running.stop(),
      restart: async () => {
        await running.stop({ keep: true });
        running = await startPeer({ persist: true, home: running.home });
        server.url = running.url;
      },
    };
    return withRest(server);
  },
  relay: () => startScript('bare ws relay', 'bare-relay.mjs'),
  hocuspocus: () => startScript('Hocuspocus', 'hocuspocus.mjs'),
};

function withRest(server) {
  return Object.assign(server, {
    token: async (userId) => {
      const permissions = { 'bench-*': ['room:write'] };
      const answer = await post(server, '/v2/authorize-user', { userId, permissions, userInfo: { name: userId } });
      return answer.token;
    },
    makeRoom: (id) => post(server, '/v2/rooms', { id, defaultAccesses: ['room:write'] }, [409]),
  });
}

async function post(server, path, body, alsoFine = []) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { ...SECRET, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok && !alsoFine.includes(response.status)) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function startScript(name, file) {
  const child = spawn(process.execPath, [join(HERE, file)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    name,
    url: await lineOf(child, /^listens on (\S+)/m),
    token: () => '',
    makeRoom: () => {},
    cpuMs: () => cpuOf(child.pid),
    memoryBytes: () => memoryOf(child.pid),
    stop: () => end(child),
  };
}

/** A process may end between being listed and being read. */
function cpuOfTree(pid) {
  for (let tries = 0; ; tries++) {
    try {
      return treeOf(pid).reduce((sum, each) => sum + cpuOf(each), 0);
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}
