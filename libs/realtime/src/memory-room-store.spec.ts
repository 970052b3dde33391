import { describeRoomStore } from './contracts/index.js';
import { MemoryRoomStore } from './memory-room-store.js';

describeRoomStore('memory', async () => {
  const store = new MemoryRoomStore();
  let next = 0;
  return {
    store,
    aRoom: async () => {
      const room = `${next++}`;
      store.create(room);
      return room;
    },
    deleteRoom: async (room) => store.delete(room),
  };
});
