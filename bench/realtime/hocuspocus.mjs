// Hocuspocus as it comes: documents in memory, no extension that stores them. The last version for Node 20; 4.7
// runs there too, and takes a little more CPU.
import { install } from '../rest/common.mjs';

const { Server } = install('hocuspocus', { '@hocuspocus/server': '3.4.4', yjs: '13.6.33' }).require(
  '@hocuspocus/server',
);

const server = new Server({ address: '127.0.0.1', port: 0, quiet: true });
await server.listen();
console.log(`listens on http://127.0.0.1:${server.address.port}`);
