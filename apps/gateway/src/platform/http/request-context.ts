import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const current = new AsyncLocalStorage<string>();

/** The id of the request being answered, if one is. */
export const requestId = (): string | undefined => current.getStore();

export const runWithRequestId = <T>(id: string, work: () => T): T => current.run(id, work);

/** The caller's `X-Request-Id` where it is short and plain enough to log, else a new one. */
export function chooseRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:/+=-]{1,128}$/.test(header) ? header : randomUUID();
}
