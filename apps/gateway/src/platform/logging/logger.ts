import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { requestId } from '../http/request-context.js';

export type { Logger } from 'pino';

/** What a secret looks like, wherever in a line it turns up: keys, signed tokens, credentials inside an address. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|pk|whsec)_(?!localdev\b)[A-Za-z0-9_-]{6,}/g, '$1_[redacted]'],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '[redacted token]'],
  [/(:\/\/[^\s:@/"]*):[^\s@/"]+@/g, '$1:[redacted]@'],
  // What opens the files of a recording is part of their path.
  [/(\/v2\/recordings\/[^/\s"]*\/files\/[^/\s"]*\/)[^/\s"]+/g, '$1[redacted]'],
];

export function redact(line: string): string {
  return SECRETS.reduce((text, [pattern, cover]) => text.replace(pattern, cover), line);
}

/** Lines gather for this long, or until there are this many bytes: a write for each request would cost as much as its logic. */
const FLUSH_MS = 200;
const FLUSH_BYTES = 8_192;

/** JSON lines on stdout. Every line written during a request carries its id. */
export function createLogger(level: string): Logger {
  const destination = pino.destination({ sync: false, minLength: FLUSH_BYTES });
  setInterval(() => destination.flush(), FLUSH_MS).unref();
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const id = requestId();
        return id === undefined ? {} : { requestId: id };
      },
      hooks: { streamWrite: redact },
    },
    destination,
  );
}

/** Nest's own messages as lines of our log; its start-up chatter only at debug. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      logger[level]({ context: typeof context === 'string' ? context : undefined }, String(message));
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('error'),
  };
}
