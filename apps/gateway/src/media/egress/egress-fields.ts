import { pointerStep, textProblem, type FieldError } from '@foyer/core';
import { nameProblem, type Placeholder } from '@foyer/recordings';
import type { Rule } from '../../platform/http/fields.js';

/** What fits into an egress with room to spare. */
export const EGRESS_LIMITS = {
  urlLength: 2_048,
  nameLength: 128,
  streams: 10,
  sideMin: 16,
  sideMax: 4_096,
  framerate: 120,
  bitrate: 100_000,
  segmentSeconds: 3_600,
  layoutLength: 128,
} as const;

const STREAMS = ['rtmp:', 'rtmps:', 'srt:'];

const fault = (pointer: string, message: string | null): FieldError | null =>
  message === null ? null : { pointer, message };

function addressFault(value: unknown, protocols: readonly string[]): string | null {
  const { urlLength: max } = EGRESS_LIMITS;
  if (typeof value !== 'string' || value.length > max) return `must be an address of at most ${max} characters`;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol) || new URL(value).hostname === '')
    return `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return textProblem(value);
}

/** An address with one of these protocols. */
export const isAddress =
  (...protocols: readonly string[]): Rule =>
  (value, field) => {
    const wrong = addressFault(value, protocols);
    return fault(pointerStep(field), wrong === null ? null : `'${field}' ${wrong}.`);
  };

export const isStreamUrl: Rule = isAddress(...STREAMS);

/** Where a stream goes: one address or more, all of RTMP or all of SRT. */
export const isStreamUrls: Rule = (value, field) => streamUrls(value, field, 1);

/** As above, or none. */
export const isAnyStreamUrls: Rule = (value, field) => streamUrls(value, field, 0);

function streamUrls(value: unknown, field: string, min: number): FieldError | null {
  const root = pointerStep(field);
  const { streams: max } = EGRESS_LIMITS;
  if (!Array.isArray(value) || value.length < min || value.length > max)
    return fault(root, `'${field}' must be a list of ${min} to ${max} addresses.`);
  for (const [i, url] of value.entries()) {
    const wrong = addressFault(url, STREAMS);
    if (wrong !== null) return fault(`${root}/${i}`, `'${field}[${i}]' ${wrong}.`);
    if (value.indexOf(url) !== i) return fault(`${root}/${i}`, `'${field}[${i}]' must not be there twice.`);
  }
  const kinds = new Set(value.map((url: string) => url.startsWith('srt:')));
  return kinds.size > 1 ? fault(root, `'${field}' must be all of RTMP or all of SRT.`) : null;
}

/** The name of a file, which may use these placeholders. */
export const isFileName =
  (placeholders: readonly Placeholder[]): Rule =>
  (value, field) => {
    const { nameLength: max } = EGRESS_LIMITS;
    const wrong =
      typeof value !== 'string' || value.length === 0 || value.length > max
        ? `must be a text of 1 to ${max} characters`
        : (nameProblem(value, placeholders) ?? textProblem(value));
    return fault(pointerStep(field), wrong === null ? null : `'${field}' ${wrong}.`);
  };

/** What a page of LiveKit's, or one of the caller's own, understands. */
export const isLayout: Rule = (value, field) => {
  const { layoutLength: max } = EGRESS_LIMITS;
  const wrong =
    typeof value !== 'string' || value.length === 0 || value.length > max
      ? `must be a text of 1 to ${max} characters`
      : textProblem(value);
  return fault(pointerStep(field), wrong === null ? null : `'${field}' ${wrong}.`);
};
