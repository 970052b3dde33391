import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { YjsDocuments, isStateVector, readYjsUpdate } from './yjs-documents.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

describe('Yjs documents', () => {
  it('[YJ2] hash as Yjs itself does, whatever is deleted, in both encodings', () => {
    const edit = fc.record({
      at: fc.nat(50),
      length: fc.nat(10),
      text: fc.string({ maxLength: 5 }),
      peer: fc.nat(2),
      kind: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), fc.boolean(), (edits, v2) => {
        const peers = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
        const documents = new YjsDocuments();
        for (const { at, length, text, peer, kind } of edits) {
          const doc = peers[peer] as Y.Doc;
          const body = doc.getText('t');
          const since = Y.encodeStateVector(doc);
          if (kind === 0)
            body.delete(Math.min(at, body.length), Math.min(length, body.length - Math.min(at, body.length)));
          else if (kind === 1) doc.getMap('m').set(`${at % 3}`, text);
          else if (kind === 2 && body.length > 0)
            body.format(0, Math.min(length, body.length), { bold: at % 2 === 0 ? true : null });
          else body.insert(Math.min(at, body.length), text);
          documents.apply(undefined, v2 ? Y.encodeStateAsUpdateV2(doc, since) : Y.encodeStateAsUpdate(doc, since), v2);
          const whole = new Y.Doc();
          Y.applyUpdate(whole, documents.diff(undefined, new Uint8Array(), false).update);
          expect(documents.hash(undefined, false)).toBe(sha256(Y.encodeSnapshot(Y.snapshot(whole))));
          expect(documents.hash(undefined, true)).toBe(sha256(Y.encodeSnapshotV2(Y.snapshot(whole))));
        }
      }),
      { numRuns: 40 },
    );
    expect(new YjsDocuments().hash(undefined, false)).toBe('lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=');
  });

  it('[YJ3] answer with what is lacking, in the encoding that is asked for', () => {
    const documents = new YjsDocuments();
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'one');
    documents.apply(undefined, Y.encodeStateAsUpdateV2(doc), true);
    const reader = new Y.Doc();
    Y.applyUpdate(reader, documents.diff(undefined, Y.encodeStateVector(reader), false).update);
    expect(reader.getText('t').toString()).toBe('one');
    expect(documents.diff(undefined, Y.encodeStateVector(reader), false).update).toHaveLength(2);
  });

  it('[YJ4] know what is none', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'text');
    const update = Y.encodeStateAsUpdate(doc);
    const adding = { adds: true };
    expect([readYjsUpdate(update, false), readYjsUpdate(Y.encodeStateAsUpdateV2(doc), true)]).toEqual([adding, adding]);
    expect([
      readYjsUpdate(new Uint8Array(), false),
      readYjsUpdate(update.slice(0, -2), false),
      readYjsUpdate(Buffer.from('nonsense'), false),
    ]).toEqual([null, null, null]);
    expect([
      isStateVector(new Uint8Array()),
      isStateVector(Y.encodeStateVector(doc)),
      isStateVector(Uint8Array.of(200)),
    ]).toEqual([true, true, false]);
  });

  it('[YJ5] keep subdocuments apart, and know which are mentioned', () => {
    const documents = new YjsDocuments();
    const [main, sub] = [new Y.Doc(), new Y.Doc({ guid: 'sub' })];
    main.getMap('docs').set('sub', sub);
    documents.apply(undefined, Y.encodeStateAsUpdate(main), false);
    expect([documents.knows('sub'), documents.knows('other')]).toEqual([true, false]);
    sub.getText('t').insert(0, 'inner');
    documents.apply('sub', Y.encodeStateAsUpdate(sub), false);
    expect(documents.get('sub').getText('t').toString()).toBe('inner');
    expect([...documents.states()].map(({ guid }) => guid)).toEqual([undefined, 'sub']);
  });
});
