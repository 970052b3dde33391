import { Liveblocks } from '@liveblocks/node';
import { describe, expect, it } from '@jest/globals';
import * as Y from 'yjs';
import { SECRET_KEY, aRoomId, call, url } from './support/foyer.js';

const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
const aRoom = async (doc?: Y.Doc): Promise<string> => {
  const { id } = await liveblocks.createRoom(aRoomId('ydoc'), { defaultAccesses: [] });
  if (doc !== undefined) await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(doc));
  return id;
};
const aDoc = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'hello');
  doc.getText('t').format(0, 4, { bold: true });
  doc.getMap('m').set('a', 1);
  doc.getArray('arr').push([1, { b: 2 }]);
  const paragraph = new Y.XmlElement('p');
  paragraph.insert(0, [new Y.XmlText('hi')]);
  doc.getXmlFragment('xml').insert(0, [paragraph]);
  return doc;
};

describe('Yjs documents over REST', () => {
  it('[YD1] are merged, and read back as an update', async () => {
    const doc = aDoc();
    const id = await aRoom(doc);
    const other = new Y.Doc();
    other.getText('t2').insert(0, 'other');
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(other));
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(other));
    const read = new Y.Doc();
    Y.applyUpdate(read, new Uint8Array(await liveblocks.getYjsDocumentAsBinaryUpdate(id)));
    expect([read.getText('t').toString(), read.getText('t2').toString()]).toEqual(['hello', 'other']);
    const empty = await call('GET', `/v2/rooms/${await aRoom()}/ydoc-binary`);
    expect([empty.status, empty.headers.get('content-type'), empty.text]).toEqual([
      200,
      'application/octet-stream',
      '\0\0',
    ]);
  });

  it('[YD2] are read as JSON, whole or by the name of a type', async () => {
    const id = await aRoom(aDoc());
    const get = async (query = ''): Promise<unknown> => (await call('GET', `/v2/rooms/${id}/ydoc${query}`)).body;
    expect(await liveblocks.getYjsDocument(id)).toEqual({
      t: 'hello',
      m: { a: 1 },
      arr: [1, { b: 2 }],
      xml: '<p>hi</p>',
    });
    expect(await get('?formatting=true')).toMatchObject({
      t: [{ key: 'bold', value: true }, 'hell', { key: 'bold', value: null }, 'o'],
    });
    expect(await get('?formatting=false')).toMatchObject({ t: 'hello' });
    expect(await get('?key=m')).toEqual({ m: { a: 1 } });
    expect([
      await get('?key=m&type=ymap'),
      await get('?key=t&type=ytext'),
      await get('?key=arr&type=yarray'),
      await get('?key=xml&type=yxmlfragment'),
    ]).toEqual([{ a: 1 }, 'hello', [1, { b: 2 }], '<p>hi</p>']);
    expect([await get('?key=none&type=yarray'), await get('?key=none&type=ymap'), await get('?key=none')]).toEqual([
      [],
      {},
      { none: '' },
    ]);
    expect(await liveblocks.getYjsDocument(await aRoom())).toEqual({});
  });

  it('[YD3] refuse what is no update, an unknown subdocument, a type that does not fit, an unknown room', async () => {
    const id = await aRoom(aDoc());
    const bytes = { 'content-type': 'application/octet-stream' };
    const put = (path: string, body: Uint8Array, headers = bytes): ReturnType<typeof call> =>
      call('PUT', path, { body, headers });
    const update = Y.encodeStateAsUpdate(aDoc());
    expect((await put(`/v2/rooms/${id}/ydoc`, new Uint8Array())).status).toBe(422);
    expect((await put(`/v2/rooms/${id}/ydoc`, Buffer.from('no update'))).status).toBe(422);
    expect((await put(`/v2/rooms/${id}/ydoc`, update.slice(0, -3))).status).toBe(422);
    expect((await put(`/v2/rooms/${id}/ydoc`, update, { 'content-type': 'application/json' })).body.error).toBe(
      'BAD_REQUEST',
    );
    expect((await put(`/v2/rooms/${id}/ydoc?guid=unknown`, update)).status).toBe(422);
    expect((await put('/v2/rooms/none-of-ours/ydoc', update)).status).toBe(404);
    expect((await call('GET', `/v2/rooms/${id}/ydoc?key=m&type=ytext`)).status).toBe(422);
    expect((await call('GET', `/v2/rooms/${id}/ydoc?key=m&type=yset`)).status).toBe(422);
    expect(await liveblocks.getYjsDocument(id)).toMatchObject({ t: 'hello' });
  });

  it('[YD4] have subdocuments, once the main document mentions them', async () => {
    const main = new Y.Doc();
    const sub = new Y.Doc({ guid: aRoomId('sub') });
    main.getMap('docs').set('sub', sub);
    const id = await aRoom(main);
    sub.getText('t').insert(0, 'inner');
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(sub), { guid: sub.guid });
    expect((await call('GET', `/v2/rooms/${id}/ydoc?guid=${sub.guid}`)).body).toEqual({ t: 'inner' });
    await liveblocks.deleteStorageDocument(id);
    expect((await call('GET', `/v2/rooms/${id}/ydoc?guid=${sub.guid}&key=t&type=ytext`)).body).toBe('inner');
  });
});
