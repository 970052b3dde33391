export { describeRoomBus, type RoomBusUnderTest } from './room-bus.contract.js';
export { describeRoomStore, type RoomStoreUnderTest } from './room-store.contract.js';
