import { isRecord, pointerStep, textProblem, type FieldError } from '@foyer/core';
import { isIP } from 'node:net';
import type { Rule } from '../../platform/http/fields.js';

/** What a SIP request holds with room to spare. Lengths count UTF-16 units, where nothing else is said. */
export const SIP_LIMITS = {
  nameLength: 128,
  numberLength: 64,
  listLength: 1000,
  addressLength: 255,
  credentialLength: 128,
  pinLength: 32,
  prefixLength: 32,
  headers: 50,
  headerNameLength: 255,
  headerValueBytes: 1024,
  displayNameBytes: 128,
  dtmfLength: 256,
  transferToLength: 512,
  codecs: 20,
  codecNameLength: 32,
  mediaTimeoutSeconds: 600,
  /** LiveKit gives up after 80 s, whatever is asked for. */
  ringingSeconds: 75,
  callSeconds: 86_400,
} as const;

/** A number in E.164, or else the user of a SIP address: RFC 3261, section 25.1. */
export const NUMBER =
  /^(?:\+\d{1,15}|(?:[\w\-.!~*'()&=$,;?/]|%[\dA-Fa-f]{2})(?:[\w\-.!~*'()&=+$,;?/]|%[\dA-Fa-f]{2})*)$/;
const HOSTNAME =
  /^(?=.{1,253}$)(?:[A-Za-z\d](?:[\w-]{0,61}[A-Za-z\d])?)(?:\.[A-Za-z\d](?:[\w-]{0,61}[A-Za-z\d])?)*\.?$/;
const ALL_DIGITS_AND_DOTS = /^[\d.]+$/;
const TOKEN = /^[A-Za-z\d\-.!%*_+`'~]+$/;
/** What can break a line of SIP, or end a text in quotes. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
// A tab may stand in the value of a header.
// oxlint-disable-next-line no-control-regex
const CONTROL_BUT_TAB = /[\u0000-\u0008\u000a-\u001f\u007f]/;
/** What the SIP service writes itself. */
const OWN_HEADERS = new Set(
  `accept accept-encoding accept-language allow allow-events authorization call-id contact content-encoding content-length content-type
  cseq event expires from max-forwards min-expires proxy-authorization record-route refer-to reply-to require route supported to via
  c e f i k l m o r s t u v x`.split(/\s+/),
);

export const isNumber: Rule = (value, field) => fault(pointerStep(field), `'${field}'`, numberFault(value));

/** `least`: how many there must be. */
export const isNumberList = (least = 0): Rule => listOf(numberFault, least);

/** Addresses that calls may come from: LiveKit takes a list of which it understands none for no list at all. */
export const isSourceList: Rule = (value, field) => listOf(sourceFault)(value, field);

export const isIdList: Rule = (value, field) => listOf(idFault)(value, field);

/** `host`, `host:port` or `[v6]:port`. */
export const isHostPort: Rule = (value, field) => fault(pointerStep(field), `'${field}'`, hostPortFault(value));

/** A host without a port, or nothing. */
export const isHostOrEmpty: Rule = (value, field) =>
  fault(
    pointerStep(field),
    `'${field}'`,
    value === '' || (typeof value === 'string' && isHost(value)) ? null : 'must be the name or the address of a host',
  );

/** Two letters, as ISO 3166 names countries, or nothing. */
export const isCountryOrEmpty: Rule = (value, field) =>
  fault(
    pointerStep(field),
    `'${field}'`,
    typeof value === 'string' && /^(?:[A-Z]{2})?$/.test(value) ? null : 'must be a country in two capital letters',
  );

/** A text on one line that may be empty. */
export const isLine =
  (maxLength: number): Rule =>
  (value, field) =>
    fault(pointerStep(field), `'${field}'`, lineFault(value, maxLength));

/** Stands in quotes in a header. */
export const isDisplayName: Rule = (value, field) => {
  const wrong =
    lineFault(value, SIP_LIMITS.displayNameBytes) ??
    (Buffer.byteLength(value as string) > SIP_LIMITS.displayNameBytes
      ? `must have at most ${SIP_LIMITS.displayNameBytes} bytes`
      : null) ??
    (/["\\]/.test(value as string) ? 'must not hold quotes or backslashes' : null);
  return fault(pointerStep(field), `'${field}'`, wrong);
};

export const isPin: Rule = (value, field) =>
  fault(
    pointerStep(field),
    `'${field}'`,
    typeof value === 'string' && value.length <= SIP_LIMITS.pinLength && /^\d*$/.test(value)
      ? null
      : `must be at most ${SIP_LIMITS.pinLength} digits`,
  );

export const isDtmf: Rule = (value, field) =>
  fault(
    pointerStep(field),
    `'${field}'`,
    typeof value === 'string' && value.length <= SIP_LIMITS.dtmfLength && /^[\d*#A-Dw]*$/.test(value)
      ? null
      : `must be at most ${SIP_LIMITS.dtmfLength} of the signs 0 to 9, *, #, A to D, and w for half a second`,
  );

/** Whom a call is handed to: `tel:+…` or `sip:…`. */
export const isTransferTarget: Rule = (value, field) => fault(pointerStep(field), `'${field}'`, transferFault(value));

/** Headers with their values, none of them one that the SIP service writes itself. */
export const isHeaders: Rule = (value, field) =>
  recordFault(value, field, (name, text) => headerNameFault(name, true) ?? headerValueFault(text));

/** Names of headers, and of the attributes that they become. */
export const isHeadersToAttributes: Rule = (value, field) =>
  recordFault(value, field, (name, attribute) => headerNameFault(name, false) ?? attributeFault(attribute));

/** Names of attributes, and of the headers that they become. */
export const isAttributesToHeaders: Rule = (value, field) =>
  recordFault(value, field, (attribute, name) => attributeFault(attribute) ?? headerNameFault(name, true));

export const isCodecs: Rule = (value, field) => {
  const root = pointerStep(field);
  if (!Array.isArray(value) || value.length > SIP_LIMITS.codecs)
    return fault(root, `'${field}'`, `must be a list of at most ${SIP_LIMITS.codecs} codecs`);
  for (const [i, codec] of value.entries()) {
    if (!isRecord(codec)) return fault(`${root}/${i}`, `'${field}[${i}]'`, 'must be an object');
    const { name, rate = 0 } = codec;
    if (typeof name !== 'string' || !/^[\w.-]{1,32}$/.test(name))
      return fault(`${root}/${i}/name`, `'${field}[${i}].name'`, 'must be the name of a codec, such as PCMU');
    if (!Number.isInteger(rate) || (rate as number) < 0 || (rate as number) > 192_000)
      return fault(`${root}/${i}/rate`, `'${field}[${i}].rate'`, 'must be a rate in hertz, from 0 to 192000');
  }
  return null;
};

function numberFault(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > SIP_LIMITS.numberLength) return `must have at most ${SIP_LIMITS.numberLength} characters`;
  return NUMBER.test(value) ? null : 'must be a number such as +15105550100, or the user of a SIP address';
}

const idFault = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? null : 'must be the id of a trunk';

function sourceFault(value: unknown): string | null {
  if (typeof value === 'string') {
    const [address = '', bits, ...more] = value.split('/');
    const family = isIP(address);
    if (bits === undefined && (family !== 0 || isHost(address))) return null;
    const most = family === 4 ? 32 : 128;
    if (family !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits ?? '') && Number(bits) <= most) return null;
  }
  return 'must be an IP address, a range such as 203.0.113.0/24, or the name of a host';
}

function hostPortFault(value: unknown): string | null {
  const wrong = 'must be a host, or a host and a port, without "sip:"';
  if (typeof value !== 'string' || value.length > SIP_LIMITS.addressLength) return wrong;
  const [, host = '', v6, port] = /^(\[(.*)\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(value) ?? [];
  const isRight = v6 === undefined ? isHost(host) : isIP(v6) === 6;
  return isRight && (port === undefined || (Number(port) > 0 && Number(port) < 65_536)) ? null : wrong;
}

const isHost = (value: string): boolean =>
  isIP(value) === 4 || (HOSTNAME.test(value) && !ALL_DIGITS_AND_DOTS.test(value));

function transferFault(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > SIP_LIMITS.transferToLength) return `must have at most ${SIP_LIMITS.transferToLength} characters`;
  const isTarget = !CONTROL.test(value) && /^(?:tel:\+?[\d().-]{1,32}(?:;[^\s<>"\\]*)?|sips?:[^\s<>"\\]+)$/.test(value);
  if (!isTarget) return 'must be tel: with a number, or sip: or sips: with an address';
  if (value.startsWith('tel:')) return null;
  const target = value.replace(/^sips?:/, '').split(/[;?]/)[0] ?? '';
  const at = target.lastIndexOf('@');
  return hostPortFault(target.slice(at + 1)) === null && target.slice(0, at).indexOf('@') === -1
    ? null
    : 'must name a host: sip:user@host';
}

function headerNameFault(name: unknown, written: boolean): string | null {
  if (typeof name !== 'string' || !TOKEN.test(name) || name.length > SIP_LIMITS.headerNameLength)
    return 'is no name of a header';
  return written && OWN_HEADERS.has(name.toLowerCase()) ? 'is a header that the SIP service writes itself' : null;
}

function headerValueFault(value: unknown): string | null {
  if (typeof value !== 'string') return 'must have a text as its value';
  if (Buffer.byteLength(value) > SIP_LIMITS.headerValueBytes)
    return `must have a value of at most ${SIP_LIMITS.headerValueBytes} bytes`;
  return CONTROL_BUT_TAB.test(value) || !value.isWellFormed() ? 'must have a value on one line' : null;
}

const attributeFault = (name: unknown): string | null =>
  typeof name === 'string' && name !== '' && name.length <= SIP_LIMITS.headerNameLength && textProblem(name) === null
    ? null
    : 'must go with the name of an attribute';

function lineFault(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > maxLength) return `must have at most ${maxLength} characters`;
  return CONTROL.test(value) ? 'must be a text on one line' : textProblem(value);
}

const listOf =
  (itemFault: (item: unknown) => string | null, least = 0): Rule =>
  (value, field) => {
    const root = pointerStep(field);
    if (!Array.isArray(value)) return fault(root, `'${field}'`, 'must be a list of strings');
    if (value.length < least) return fault(root, `'${field}'`, `must hold at least ${least}`);
    if (value.length > SIP_LIMITS.listLength)
      return fault(root, `'${field}'`, `must hold at most ${SIP_LIMITS.listLength}`);
    for (const [i, item] of value.entries()) {
      const wrong = fault(`${root}/${i}`, `'${field}[${i}]'`, itemFault(item));
      if (wrong !== null) return wrong;
    }
    return null;
  };

function recordFault(
  value: unknown,
  field: string,
  entryFault: (key: string, item: unknown) => string | null,
): FieldError | null {
  const root = pointerStep(field);
  if (!isRecord(value)) return fault(root, `'${field}'`, 'must be an object of strings');
  const entries = Object.entries(value);
  if (entries.length > SIP_LIMITS.headers) return fault(root, `'${field}'`, `must hold at most ${SIP_LIMITS.headers}`);
  for (const [key, item] of entries) {
    const wrong = fault(root + pointerStep(key), `'${key.slice(0, 60)}' in '${field}'`, entryFault(key, item));
    if (wrong !== null) return wrong;
  }
  return null;
}

const fault = (pointer: string, subject: string, wrong: string | null): FieldError | null =>
  wrong === null ? null : { pointer, message: `${subject} ${wrong}.` };
