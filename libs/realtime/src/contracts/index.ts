export { describeRoomStore, type RoomStoreUnderTest } from './room-store.contract.js';
