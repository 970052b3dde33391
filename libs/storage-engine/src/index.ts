export { Document, MAX_TREE_DEPTH } from './document.js';
export { Fold } from './fold.js';
export { PatchError, patchToOps } from './json-patch.js';
export { LSON_TYPES, LsonError, lsonToOps, splitObject, toJson, toLson, type Lson } from './lson.js';
export { compactNodes, documentFrom, restoreNodes, textHistories, toCreateOp, type TextHistories } from './snapshot.js';
