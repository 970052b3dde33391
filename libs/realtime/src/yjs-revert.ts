import * as Y from 'yjs';

const LATER = Symbol('what came after the version');

/**
 * The update that takes a document back to an earlier state of its own; `null` where it shows that already. Merging the earlier
 * state would change nothing: a document only ever grows. So all that came after it is undone on top of it.
 */
export function revertingUpdate(current: Y.Doc, earlier: Uint8Array): Uint8Array | null {
  // Without collecting garbage: what was deleted since is made again from what it held.
  const doc = new Y.Doc({ gc: false });
  try {
    Y.applyUpdate(doc, earlier);
    const undo = new Y.UndoManager(doc, {
      // With `null`, under which Yjs tidies up formats that the merge has made superfluous.
      trackedOrigins: new Set([LATER, null]),
      captureTimeout: Infinity,
      ignoreRemoteMapChanges: true,
    });
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(current), LATER);
    const undone = undo.undo();
    undo.destroy();
    return undone === null ? null : Y.encodeStateAsUpdate(doc, Y.encodeStateVector(current));
  } finally {
    doc.destroy();
  }
}
