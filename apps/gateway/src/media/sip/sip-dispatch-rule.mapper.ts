import { invalid } from '@foyer/core';
import { SIPDispatchRuleInfo } from '@foyer/livekit';
import type {
  CreateSipDispatchRuleBody,
  SipDispatchRuleBody,
  UpdateSipDispatchRuleBody,
} from './sip-dispatch-rule.dto.js';
import { LENIENT, changed, toLivekitJson } from './sip-json.js';
import type { SipRuleRequestBody } from './sip-rule.dto.js';

type Json = Parameters<typeof SIPDispatchRuleInfo.fromJson>[0];
type Rule = Record<string, { readonly pin: string } & Record<string, unknown>>;

const KINDS = ['dispatchRuleDirect', 'dispatchRuleIndividual', 'dispatchRuleCallee'] as const;

/** LiveKit's own JSON of a rule, with every field, but without its PIN, and without what may hold the keys of storages. */
export function toDispatchRuleBody(info: SIPDispatchRuleInfo): SipDispatchRuleBody {
  const { rule, roomConfig, ...shown } = info.toJson({ emitDefaultValues: true }) as {
    rule?: Rule;
    roomConfig?: Record<string, unknown>;
  };
  return {
    ...shown,
    ...(rule === undefined ? {} : { rule: withoutPin(rule) }),
    ...(roomConfig === undefined ? {} : { roomConfig: withoutEgress(roomConfig) }),
  } as unknown as SipDispatchRuleBody;
}

const withoutPin = (rule: Rule): object =>
  Object.fromEntries(Object.entries(rule).map(([kind, { pin, ...rest }]) => [kind, { ...rest, hasPin: pin !== '' }]));

function withoutEgress(config: Record<string, unknown>): object {
  const { egress: _, ...rest } = config;
  return rest;
}

/** The rule with what the request names changed. Throws 422 for what is no rule of one kind. */
export function changedDispatchRule(
  now: SIPDispatchRuleInfo,
  { rule, ...changes }: CreateSipDispatchRuleBody | UpdateSipDispatchRuleBody,
): SIPDispatchRuleInfo {
  const before = now.toJson() as { rule?: Rule };
  const fields = toLivekitJson(changes);
  return SIPDispatchRuleInfo.fromJson(
    changed(before, rule === undefined ? fields : { ...fields, rule: changedRule(before.rule, rule) }) as Json,
    LENIENT,
  );
}

/** A PIN that is not named stays, whatever kind the rule is of now: callers must not come in because it was not repeated. */
function changedRule(before: Rule = {}, rule: SipRuleRequestBody): object {
  const named = KINDS.filter((kind) => rule[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    throw invalid([{ pointer: '/rule', message: `'rule' must hold exactly one of ${KINDS.join(', ')}.` }]);
  }
  const pin = Object.values(before)[0]?.pin;
  return { [kind]: { ...(pin === undefined ? {} : { pin }), ...before[kind], ...rule[kind] } };
}
