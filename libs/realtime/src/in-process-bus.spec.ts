import { setImmediate as turn } from 'node:timers/promises';
import { describeRoomBus } from './contracts/index.js';
import { InProcessBus } from './in-process-bus.js';

describeRoomBus('within one process', async () => {
  const bus = new InProcessBus();
  return { aNode: async () => bus, settled: () => turn() };
});
