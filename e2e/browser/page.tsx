import { LiveList, type Lson } from '@liveblocks/client';
import {
  ClientSideSuspense,
  LiveblocksProvider,
  RoomProvider,
  useMutation,
  useOthers,
  useRoom,
  useStatus,
  useStorage,
  useSyncStatus,
  useUndo,
} from '@liveblocks/react/suspense';
import { getYjsProviderForRoom } from '@liveblocks/yjs';
import { StrictMode, useCallback, useState, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import type * as Y from 'yjs';

const asked = new URLSearchParams(location.search);
const [gateway, roomId, user] = ['gateway', 'room', 'user'].map((name) => asked.get(name) ?? '') as [
  string,
  string,
  string,
];

async function authEndpoint(room?: string): Promise<{ token: string }> {
  const answer = await fetch('/auth', { method: 'POST', body: JSON.stringify({ room, user }) });
  return (await answer.json()) as { token: string };
}

function Items() {
  const items = useStorage((root) => root.items) as readonly string[];
  const [next, setNext] = useState(1);
  const undo = useUndo();
  const add = useMutation(({ storage }, item: string) => (storage.get('items') as LiveList<string>).push(item), []);
  const addNext = (): void => {
    add(`${user}${next}`);
    setNext(next + 1);
  };
  return (
    <section>
      <button onClick={addNext}>Add</button>
      <button onClick={undo}>Undo</button>
      <output id="items">{items.join(' ')}</output>
    </section>
  );
}

/** What lies between the common beginning and the common end of the two. */
function changeOf(before: string, after: string): { at: number; deleted: number; inserted: string } {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at++;
  let end = 0;
  while (end < shorter - at && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { at, deleted: before.length - end - at, inserted: after.slice(at, after.length - end) };
}

function type(text: Y.Text, value: string): void {
  const { at, deleted, inserted } = changeOf(text.toString(), value);
  text.doc?.transact(() => {
    text.delete(at, deleted);
    text.insert(at, inserted);
  });
}

function Editor() {
  const provider = getYjsProviderForRoom(useRoom());
  const text = provider.getYDoc().getText('text');
  const onText = useCallback(
    (changed: () => void) => {
      text.observe(changed);
      return () => text.unobserve(changed);
    },
    [text],
  );
  const onStatus = useCallback(
    (changed: () => void) => {
      provider.on('status', changed);
      return () => provider.off('status', changed);
    },
    [provider],
  );
  const value = useSyncExternalStore(onText, () => text.toString());
  const status = useSyncExternalStore(onStatus, () => provider.getStatus());
  return (
    <section>
      <textarea value={value} onChange={(event) => type(text, event.target.value)} />
      <output id="yjs">{status}</output>
    </section>
  );
}

function Page() {
  const others = useOthers();
  return (
    <main>
      <output id="status">{useStatus()}</output>
      <output id="sync">{useSyncStatus()}</output>
      <output id="others">{others.map(({ id, info }) => `${id}:${String(info?.name)}`).join(' ')}</output>
      <Items />
      <Editor />
    </main>
  );
}

const container = document.createElement('div');
document.body.append(container);
createRoot(container).render(
  <StrictMode>
    <LiveblocksProvider baseUrl={gateway} authEndpoint={authEndpoint} throttle={16} lostConnectionTimeout={1000}>
      <RoomProvider id={roomId} initialPresence={{}} initialStorage={{ items: new LiveList<Lson>([]) }}>
        <ClientSideSuspense fallback={<p>Loading</p>}>
          <Page />
        </ClientSideSuspense>
      </RoomProvider>
    </LiveblocksProvider>
  </StrictMode>,
);
