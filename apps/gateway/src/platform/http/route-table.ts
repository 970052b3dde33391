import type { FastifyInstance } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';

/** Longest value of one path segment, still percent-encoded: 256 characters of four UTF-8 bytes each. */
export const MAX_SEGMENT_LENGTH = 256 * 12;

/** Which methods a path knows, so that a wrong method is told from a wrong path, and OPTIONS answers with them. */
export class RouteTable {
  private readonly router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: MAX_SEGMENT_LENGTH });
  private readonly methods = new Set<HTTPMethod>();

  /** Follows every route that is registered on `server` from now on. */
  constructor(server: FastifyInstance) {
    server.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat() as HTTPMethod[]) {
        if (one === 'OPTIONS' || url.endsWith('*')) continue;
        if (this.router.hasRoute(one, url)) continue;
        this.router.on(one, url, () => undefined);
        this.methods.add(one);
      }
    });
    // On the way out: the answer to a preflight is given before hooks of ours would run.
    server.addHook('onSend', (request, reply, _payload, done) => {
      const allow = request.method === 'OPTIONS' ? this.allowed(request.url) : [];
      if (allow.length > 0) void reply.header('allow', allow.join(', '));
      done();
    });
  }

  /** The methods that a request to this address may use; empty for an unknown path. */
  allowed(url: string): string[] {
    return [...this.methods].filter((method) => this.router.find(method, url) !== null);
  }
}
