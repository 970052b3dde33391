import { isRecord, pointerStep, textProblem, type FieldError } from '@foyer/core';
import type { Rule } from '../platform/http/fields.js';

/** What fits into a call with room to spare. Lengths count UTF-16 units; LiveKit has limits of its own, in bytes. */
export const CALL_LIMITS = {
  metadataLength: 65_536,
  nameLength: 128,
  topicLength: 256,
  identityLength: 256,
  /** A data channel carries 256 KiB; LiveKit drops what is larger without a word. */
  messageBytes: 260_000,
  /** The longest delay that the header of a media packet can name. */
  playoutDelayMs: 40_950,
} as const;

/** Text that may be empty. */
export const isText =
  (maxLength: number): Rule =>
  (value, field) =>
    fault(pointerStep(field), `'${field}'`, textFault(value, maxLength));

/** Any JSON value, `null` too, but not none. */
export const isThere: Rule = (value, field) =>
  fault(pointerStep(field), `'${field}'`, value === undefined ? 'must be there' : null);

/** The id of something in a call. */
export const isId: Rule = (value, field) => fault(pointerStep(field), `'${field}'`, idFault(value));

export const isIdentities: Rule = (value, field) => idList(value, field);

export const isTrackIds: Rule = (value, field) =>
  Array.isArray(value) && value.length === 0
    ? fault(pointerStep(field), `'${field}'`, 'must name at least one track')
    : idList(value, field);

export const isAttributes: Rule = (value, field) => {
  const root = pointerStep(field);
  if (!isRecord(value)) return fault(root, `'${field}'`, 'must be an object of strings');
  for (const [name, text] of Object.entries(value)) {
    const wrong =
      fault(root + pointerStep(name), `The attribute '${name.slice(0, 60)}'`, textFault(text, Infinity)) ??
      fault(root + pointerStep(name), 'The name of an attribute', idFault(name));
    if (wrong !== null) return wrong;
  }
  return null;
};

/** A list of some of these words. */
export const isListOf =
  (words: readonly string[]): Rule =>
  (value, field) => {
    const root = pointerStep(field);
    if (!Array.isArray(value)) return fault(root, `'${field}'`, 'must be a list');
    const at = value.findIndex((item) => !words.includes(item as string));
    return at === -1 ? null : fault(`${root}/${at}`, `'${field}[${at}]'`, `must be one of ${words.join(', ')}`);
  };

function idList(value: unknown, field: string): FieldError | null {
  const root = pointerStep(field);
  if (!Array.isArray(value)) return fault(root, `'${field}'`, 'must be a list of strings');
  for (const [i, id] of value.entries()) {
    const wrong = fault(`${root}/${i}`, `'${field}[${i}]'`, idFault(id));
    if (wrong !== null) return wrong;
  }
  return null;
}

const idFault = (value: unknown): string | null =>
  value === '' ? 'must not be empty' : textFault(value, CALL_LIMITS.identityLength);

function textFault(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > maxLength) return `must have at most ${maxLength} characters`;
  return textProblem(value);
}

const fault = (pointer: string, subject: string, wrong: string | null): FieldError | null =>
  wrong === null ? null : { pointer, message: `${subject} ${wrong}.` };
