import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { revertingUpdate } from './yjs-revert.js';

/** A document as a room holds it: nobody has asked it for a type. */
const roomDocument = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

/** What an application sees, roots by the type that it uses them as. */
const seen = (source: Y.Doc): unknown => {
  const doc = roomDocument(Y.encodeStateAsUpdate(source));
  return JSON.parse(
    JSON.stringify({
      text: doc.getText('text').toDelta() as unknown,
      map: doc.getMap('map').toJSON(),
      array: doc.getArray('array').toJSON(),
      xml: doc.getXmlFragment('xml').toString(),
    }),
  );
};

/** Reverts a room and a client that was connected all the time; both must show the same. */
const reverted = (room: Y.Doc, client: Y.Doc, earlier: Uint8Array): unknown => {
  const update = revertingUpdate(room, earlier);
  if (update !== null) for (const doc of [room, client]) Y.applyUpdate(doc, update);
  expect(seen(client)).toEqual(seen(room));
  return seen(room);
};

const aDocument = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'hello bold world');
  doc.getText('text').format(6, 4, { bold: true });
  doc.getMap('map').set('plain', 1);
  doc.getMap('map').set('nested', new Y.Map([['deep', new Y.Array()]]));
  doc.getArray('array').push([1, 'two', { three: 3 }]);
  const paragraph = new Y.XmlElement('p');
  paragraph.setAttribute('class', 'a');
  paragraph.insert(0, [new Y.XmlText('inner')]);
  doc.getXmlFragment('xml').insert(0, [paragraph]);
  return doc;
};

const changes: [string, (doc: Y.Doc) => void][] = [
  ['text that was added', (doc) => doc.getText('text').insert(5, ' there')],
  ['text that was deleted', (doc) => doc.getText('text').delete(2, 10)],
  ['formats that were set', (doc) => doc.getText('text').format(0, 5, { italic: true })],
  ['formats that were cleared', (doc) => doc.getText('text').format(0, 16, { bold: null })],
  ['formats of deleted text', (doc) => doc.getText('text').delete(0, 16)],
  ['entries that were overwritten', (doc) => [2, 3].forEach((value) => doc.getMap('map').set('plain', value))],
  ['entries that were added', (doc) => doc.getMap('map').set('other', 'x')],
  ['entries that were deleted', (doc) => doc.getMap('map').delete('plain')],
  ['types that were deleted with what is in them', (doc) => doc.getMap('map').delete('nested')],
  ['types that were replaced', (doc) => doc.getMap('map').set('nested', new Y.Text('other'))],
  ['items that were deleted and added', (doc) => (doc.getArray('array').delete(0, 2), doc.getArray('array').push([9]))],
  ['elements that were deleted', (doc) => doc.getXmlFragment('xml').delete(0, 1)],
  ['attributes', (doc) => (doc.getXmlFragment('xml').get(0) as Y.XmlElement).setAttribute('class', 'b')],
  ['text in elements', (doc) => ((doc.getXmlFragment('xml').get(0) as Y.XmlElement).get(0) as Y.XmlText).delete(1, 3)],
  ['types that nobody used then', (doc) => doc.getText('later').insert(0, 'later')],
];

describe('a Yjs document is taken back', () => {
  it.each(changes)('[RV3] from %s', (_, change) => {
    const client = aDocument();
    const earlier = Y.encodeStateAsUpdate(client);
    const before = seen(client);
    change(client);
    const room = roomDocument(Y.encodeStateAsUpdate(client));
    expect(reverted(room, client, earlier)).toEqual(before);
    expect(room.getText('later').toString()).toBe('');
    expect(reverted(room, client, earlier)).toEqual(before);
  });

  it('[RV3] to nothing, and there and back again', () => {
    const client = aDocument();
    const room = roomDocument(Y.encodeStateAsUpdate(client));
    const full = seen(room);
    const filled = Y.encodeStateAsUpdate(room);
    const empty = Y.encodeStateAsUpdate(new Y.Doc());
    const nothing = { text: [], map: {}, array: [], xml: '' };
    for (let round = 0; round < 3; round++) {
      expect(reverted(room, client, empty)).toEqual(nothing);
      expect(reverted(room, client, filled)).toEqual(full);
    }
  });

  it('[RV3] not at all where it shows that already', () => {
    const room = roomDocument(Y.encodeStateAsUpdate(aDocument()));
    expect(revertingUpdate(room, Y.encodeStateAsUpdate(room))).toBeNull();
    expect(revertingUpdate(new Y.Doc(), Y.encodeStateAsUpdate(new Y.Doc()))).toBeNull();
  });

  it('[RV3] with the guids of its subdocuments', () => {
    const client = new Y.Doc();
    client.getMap('docs').set('kept', new Y.Doc({ guid: 'one' }));
    client.getArray('list').push([new Y.Doc({ guid: 'two' })]);
    const room = roomDocument(Y.encodeStateAsUpdate(client));
    const earlier = Y.encodeStateAsUpdate(room);
    client.getMap('docs').delete('kept');
    client.getArray('list').delete(0, 1);
    client.getMap('docs').set('new', new Y.Doc({ guid: 'three' }));
    Y.applyUpdate(room, Y.encodeStateAsUpdate(client));
    Y.applyUpdate(room, revertingUpdate(room, earlier) as Uint8Array);
    expect([...roomDocument(Y.encodeStateAsUpdate(room)).getSubdocGuids()].toSorted()).toEqual(['one', 'two']);
  });

  it('[RV3] below the edits that a client makes meanwhile', () => {
    const client = aDocument();
    const room = roomDocument(Y.encodeStateAsUpdate(client));
    const earlier = Y.encodeStateAsUpdate(room);
    client.getText('text').delete(0, 6);
    Y.applyUpdate(room, Y.encodeStateAsUpdate(client));
    const update = revertingUpdate(room, earlier) as Uint8Array;
    client.getText('text').insert(0, 'new ');
    Y.applyUpdate(room, update);
    Y.applyUpdate(room, Y.encodeStateAsUpdate(client));
    Y.applyUpdate(client, update);
    expect(seen(client)).toEqual(seen(room));
    expect(room.getText('text').toString()).toContain('bold world');
    expect(room.getText('text').toString()).toContain('new ');
  });

  it('[RV3] whatever several people did to it', () => {
    const edit = fc.record({
      peer: fc.nat(2),
      kind: fc.nat(11),
      at: fc.nat(20),
      length: fc.nat(6),
      sync: fc.boolean(),
    });
    const edits = fc.array(edit, { maxLength: 40 });
    fc.assert(
      fc.property(edits, edits, edits, (first, second, third) => {
        const peers = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
        const room = new Y.Doc();
        const play = (list: typeof first): void => {
          for (const one of list) run(peers, room, one);
          for (const peer of [...peers, ...peers]) meet(peer, room);
        };
        play(first);
        const [before, earlier] = [seen(room), Y.encodeStateAsUpdate(room)];
        play(second);
        const [middle, between] = [seen(room), Y.encodeStateAsUpdate(room)];
        const client = peers[0] as Y.Doc;
        expect(reverted(room, client, earlier)).toEqual(before);
        expect(reverted(room, client, between)).toEqual(middle);
        for (const peer of peers) meet(peer, room);
        play(third);
        expect(reverted(room, client, earlier)).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });
});

const meet = (peer: Y.Doc, room: Y.Doc): void => {
  Y.applyUpdate(room, Y.encodeStateAsUpdate(peer, Y.encodeStateVector(room)));
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(room, Y.encodeStateVector(peer)));
};

interface Edit {
  readonly peer: number;
  readonly kind: number;
  readonly at: number;
  readonly length: number;
  readonly sync: boolean;
}

function run(peers: readonly Y.Doc[], room: Y.Doc, { peer, kind, at, length, sync }: Edit): void {
  const doc = peers[peer] as Y.Doc;
  const [text, map, array, xml] = [
    doc.getText('text'),
    doc.getMap('map'),
    doc.getArray('array'),
    doc.getXmlFragment('xml'),
  ];
  const within = (size: number): [number, number] => [Math.min(at, size), Math.min(length, size - Math.min(at, size))];
  const element = xml.length === 0 ? null : (xml.get(at % xml.length) as Y.XmlElement);
  const key = `k${at % 3}`;
  const deeds: (() => void)[] = [
    () => text.insert(within(text.length)[0], 'abcdef'.slice(0, length)),
    () => text.delete(...within(text.length)),
    () => text.format(...within(text.length), { bold: at % 2 === 0 ? true : null }),
    () => map.set(key, length),
    () => map.set(key, new Y.Map([['inner', new Y.Text('deep')]])),
    () => map.delete(key),
    () => array.insert(within(array.length)[0], [at, new Y.Array()]),
    () => array.delete(...within(array.length)),
    () => xml.insert(0, [new Y.XmlElement('p')]),
    () => xml.delete(...within(xml.length)),
    () => element?.setAttribute('class', key),
    () => element?.insert(0, [new Y.XmlText('text')]),
  ];
  deeds[kind]?.();
  if (sync) meet(doc, room);
}
