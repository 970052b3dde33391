/**
 * Answers many single questions of one turn of the event loop with one statement. Under load that divides the work of the
 * database and of the driver by the number of requests that arrive together; alone, a question waits for nobody.
 * `askAll` answers the keys it found; a failure of it is the failure of all who asked.
 */
export function gather<K, V>(askAll: (keys: K[]) => Promise<ReadonlyMap<K, V>>): (key: K) => Promise<V | null> {
  let asked: Map<K, { resolve: (value: V | null) => void; reject: (error: unknown) => void }[]> | null = null;

  const askNow = async (): Promise<void> => {
    const asking = asked ?? new Map<never, never>();
    asked = null;
    try {
      const found = await askAll([...asking.keys()]);
      for (const [key, waiting] of asking) for (const { resolve } of waiting) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const waiting of asking.values()) for (const { reject } of waiting) reject(error);
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      if (asked === null) {
        asked = new Map();
        setImmediate(() => void askNow());
      }
      const waiting = asked.get(key);
      if (waiting === undefined) asked.set(key, [{ resolve, reject }]);
      else waiting.push({ resolve, reject });
    });
}
