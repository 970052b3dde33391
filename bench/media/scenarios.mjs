// The same through Foyer and with livekit-server-sdk: `foyer(i)` is a request of {method, path, body}, answered with `status`; `direct`
// asks the SDK. `isRight` looks at the answers of both, so that neither is fast with nothing.

export const CALLS = 20;
export const callName = (i) => `call-${i % CALLS}`;
const PEOPLE = 2;
const IDENTITY = 'bench';

export const SCENARIOS = {
  list: {
    title: 'list 20 calls',
    foyer: () => ({ method: 'GET', path: '/rooms' }),
    status: 200,
    direct: ({ rooms }) => rooms.listRooms(),
    isRight: (answer) => (answer.rooms ?? answer).length === CALLS,
  },
  // Foyer asks LiveKit once more, whether the call is there.
  nobody: {
    title: 'list nobody',
    foyer: (i) => ({ method: 'GET', path: `/rooms/${callName(i)}/participants` }),
    status: 200,
    direct: ({ rooms }, i) => rooms.listParticipants(callName(i)),
    isRight: (answer) => (answer.participants ?? answer).length === 0,
  },
  open: {
    title: 'open an open call',
    foyer: (i) => ({ method: 'POST', path: '/rooms', body: { roomName: callName(i) } }),
    status: 201,
    direct: ({ rooms }, i) => rooms.createRoom({ name: callName(i) }),
    isRight: (answer, i) => (answer.room ?? answer).name === callName(i),
  },
  // Foyer opens the call before it answers, so a backend without Foyer would have to.
  token: {
    title: 'token',
    foyer: (i) => ({
      method: 'POST',
      path: '/token',
      body: { roomName: callName(i), participantIdentity: IDENTITY },
    }),
    status: 200,
    direct: async ({ rooms, newToken }, i) => {
      const room = callName(i);
      await rooms.createRoom({ name: room });
      const token = newToken({ identity: IDENTITY, ttl: 3600 });
      token.addGrant({ room, roomJoin: true, canPublish: true, canPublishData: true, canSubscribe: true });
      return { token: await token.toJwt() };
    },
    isRight: ({ token }) => token.split('.').length === 3,
  },
  // Of one call, in which there are people. Last: when they have gone, LiveKit closes it.
  participants: {
    title: `list ${PEOPLE} participants`,
    people: PEOPLE,
    foyer: () => ({ method: 'GET', path: `/rooms/${callName(0)}/participants` }),
    status: 200,
    direct: ({ rooms }) => rooms.listParticipants(callName(0)),
    isRight: (answer) => (answer.participants ?? answer).length === PEOPLE,
  },
};
