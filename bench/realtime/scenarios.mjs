import { connect } from './connect.mjs';
import { get, openRoom } from './open.mjs';
import { presence } from './presence.mjs';
import { mixed, storage } from './storage.mjs';
import { yjs } from './yjs.mjs';

export const SCENARIOS = { presence, storage, mixed, open: openRoom, get, yjs, connect };
