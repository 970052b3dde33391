// Real participants in a call, who send nothing, until the parent lets go. Started by media.mjs with their tickets.
import { createRequire } from 'node:module';

const { Room, dispose } = createRequire(new URL('../../e2e/package.json', import.meta.url))('@livekit/rtc-node');

process.once('message', (tickets) => void enter(tickets));

async function enter(tickets) {
  const rooms = tickets.map(() => new Room());
  process.once('disconnect', () => void leave(rooms));
  try {
    for (const [i, { url, token }] of tickets.entries()) {
      await rooms[i].connect(url, token, { autoSubscribe: false, dynacast: false });
    }
    process.send({ result: tickets.length });
  } catch (error) {
    process.send({ error: error.message });
  }
}

async function leave(rooms) {
  await Promise.all(rooms.map((room) => room.disconnect()));
  await dispose();
  process.exit(0);
}
