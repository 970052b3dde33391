// The least that presence can cost with one send for each client: no tokens, no validation, rooms by URL.
import { WebSocketServer } from './client.mjs';

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

server.on('connection', (socket, request) => {
  const id = new URL(request.url, 'http://localhost').searchParams.get('roomId');
  const room = rooms.get(id) ?? { next: 0, sockets: new Set() };
  rooms.set(id, room);
  const actor = room.next++;
  room.sockets.add(socket);
  socket.send(JSON.stringify({ type: 104, actor, nonce: '', scopes: ['room:write'], users: {}, meta: {} }));
  socket.on('message', (data) => {
    const text = JSON.stringify(JSON.parse(data).map((message) => ({ ...message, actor })));
    for (const other of room.sockets) if (other !== socket) other.send(text);
  });
  socket.on('close', () => room.sockets.delete(socket));
});

server.on('listening', () => console.log(`listens on http://127.0.0.1:${server.address().port}`));
process.once('SIGTERM', () => process.exit(0));
