import { startSharedGateway } from '../../support/global-setup.mjs';
import { eventually } from '@foyer/testing';

/** Starts the gateway that all specs of services share, and waits until all of them are there. Building them takes minutes, once. */
export default async function setup() {
  const { gateway, say } = await startSharedGateway({ FOYER_MEDIA: 'full' });
  for (const service of ['sip', 'ingress', 'egress']) {
    let said = '';
    await eventually(() => {
      const messages = messagesOf(gateway.log);
      if (messages.includes(`${service} is ready`)) return true;
      const line = messages.at(-1) ?? '';
      if (line !== said) say((said = line));
      const cannot = messages.find((message) => /^there is no |^cannot run here/.test(message));
      if (cannot !== undefined) return new Error(cannot);
      return `${service} is not ready: ${line}`;
    }, 30 * 60_000).then((result) => {
      if (result instanceof Error) throw result;
    });
    say(`${service} is ready`);
  }
}

/** What the gateway has said of LiveKit. */
function messagesOf(log) {
  return log
    .split('\n')
    .filter((line) => line.includes('"part":"livekit"') && line.endsWith('}'))
    .map((line) => JSON.parse(line).msg);
}
