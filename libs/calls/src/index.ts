export { CallFacet } from './call-facet.js';
export { CallReconciler } from './call-reconciler.js';
export { CallRightsKeeper } from './call-rights.js';
export { Calls, type CallOptions, type Guest } from './calls.js';
export { OPEN_ROOM } from './open-room.js';
export { RoomDispatchRules } from './room-dispatch-rules.js';
export { RoomIngresses } from './room-ingresses.js';
