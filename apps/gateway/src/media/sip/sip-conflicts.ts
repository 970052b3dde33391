import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@foyer/livekit';

type Trunk = Pick<SIPInboundTrunkInfo, 'numbers' | 'allowedNumbers'>;
type Rule = Pick<SIPDispatchRuleInfo, 'rule' | 'trunkIds' | 'numbers' | 'inboundNumbers'>;

/** Whether LiveKit could not tell by which of the two a call comes in. It looks itself, but not well at what is changed. */
export const shareCalls = (a: Trunk, b: Trunk): boolean =>
  meet(a.numbers, b.numbers) && meet(a.allowedNumbers, b.allowedNumbers);

/** Whether LiveKit could not tell which of the two a call is for. */
export const shareCallers = (a: Rule, b: Rule): boolean =>
  pinOf(a) === pinOf(b) &&
  meet(a.trunkIds, b.trunkIds) &&
  meet(a.numbers, b.numbers) &&
  meet(a.inboundNumbers, b.inboundNumbers);

const pinOf = ({ rule }: Rule): string => rule?.rule.value?.pin ?? '';

/** Whether they have something in common. What is for all is in nobody's way but another one's for all: the closer one wins. */
function meet(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return a.length === b.length;
  const some = new Set(a.map(normal));
  return b.some((one) => some.has(normal(one)));
}

/** One number can be written in many ways. */
const normal = (text: string): string => (/^\+?[\d\- ()]+$/.test(text) ? `+${text.replaceAll(/[+\- ()]/g, '')}` : text);
