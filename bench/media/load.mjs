// The client of both sides, in a process of its own: Node's fetch with keep-alive to Foyer, and livekit-server-sdk, which uses the
// same fetch, to LiveKit. Started by media.mjs; does what each message says and answers it.
import { createRequire } from 'node:module';
import { percentile } from '../rest/common.mjs';
import { SCENARIOS } from './scenarios.mjs';

const sdk = createRequire(new URL('../../libs/livekit/package.json', import.meta.url))('livekit-server-sdk');
const { AccessToken, RoomServiceClient } = sdk;

const HEADERS = { authorization: 'Bearer sk_localdev' };
const JSON_HEADERS = { ...HEADERS, 'content-type': 'application/json' };
/** Each side is first as often as second, and follows itself as often as the other. */
const TURNS = ['foyer', 'direct', 'direct', 'foyer'];

let asked = 0;
const ask = {};

const DO = {
  connect({ scenario, url, livekit: { host, apiKey, apiSecret } }) {
    const { title, foyer, status, direct, isRight } = SCENARIOS[scenario];
    const clients = {
      rooms: new RoomServiceClient(host, apiKey, apiSecret),
      newToken: (options) => new AccessToken(apiKey, apiSecret, options),
    };
    const checked = (answer, i) => {
      if (!isRight(answer, i)) throw new Error(`"${title}" is answered with ${JSON.stringify(answer)}`);
    };
    ask.foyer = async (i) => {
      const { method, path, body } = foyer(i);
      const init = body === undefined ? { headers: HEADERS } : { headers: JSON_HEADERS, body: JSON.stringify(body) };
      const response = await fetch(url + path, { method, ...init });
      if (response.status !== status) {
        throw new Error(`${method} ${path} answers ${response.status}, not ${status}: ${await response.text()}`);
      }
      checked(await response.json(), i);
    };
    ask.direct = async (i) => checked(await direct(clients, i), i);
  },

  /** One request at a time, the sides in turn; milliseconds. What Foyer does after its answer meets either side's next request. */
  async turns({ requests }) {
    const times = { foyer: [], direct: [] };
    for (let n = 0; n < requests * 2; n++) {
      const side = TURNS[n % TURNS.length];
      const start = performance.now();
      await ask[side](asked++);
      times[side].push(performance.now() - start);
    }
    const of = (side) => ({ median: percentile(times[side], 0.5), p95: percentile(times[side], 0.95) });
    return { foyer: of('foyer'), direct: of('direct') };
  },

  /** As many requests of one side as go in that time. */
  async flood({ side, connections, seconds }) {
    const before = performance.eventLoopUtilization();
    const start = performance.now();
    const until = start + seconds * 1000;
    let requests = 0;
    const work = async () => {
      while (performance.now() < until) {
        await ask[side](asked++);
        requests++;
      }
    };
    await Promise.all(Array.from({ length: connections }, work));
    const took = (performance.now() - start) / 1000;
    return { requests, rate: requests / took, busy: performance.eventLoopUtilization(before).utilization };
  },
};

process.on('message', (message) => void answer(message));
process.once('disconnect', () => process.exit(0));

async function answer(message) {
  try {
    process.send({ result: (await DO[message.do](message)) ?? null });
  } catch (error) {
    process.send({ error: error.cause ? `${error.message}: ${error.cause}` : error.message });
  }
}
