import { isRecord, pointerStep, textProblem, type FieldError } from '@foyer/core';
import type { Rule } from '../../platform/http/fields.js';
import { isText } from '../call-fields.js';

/** What LiveKit's ingress service takes, or can make something of. Lengths count UTF-16 units. */
export const INGRESS_LIMITS = {
  nameLength: 128,
  urlLength: 2048,
  /** What its Opus encoder takes, in bits per second. */
  audioBitrate: { min: 4_000, max: 650_000 },
  channels: 2,
  /** Its video encoders count in kilobits per second. */
  videoBitrate: { min: 1_000, max: 100_000_000 },
  frameRate: { min: 1, max: 120 },
  /** Pixels of width or height, which must be even. */
  layerSide: { min: 16, max: 7_680 },
} as const;

export const LAYER_QUALITIES = ['LOW', 'MEDIUM', 'HIGH'] as const;
/** The schemes that the ingress service has a source for. */
const URL_START = /^(https?|srt):\/\/[^/]/i;

/** Text that is not empty: LiveKit takes an empty one for none. */
export const isFilledText =
  (maxLength: number): Rule =>
  (value, field) =>
    value === '' ? fault(field, 'must not be empty') : isText(maxLength)(value, field);

/** An address that LiveKit fetches media from. */
export const isMediaUrl: Rule = (value, field) => {
  if (typeof value !== 'string') return fault(field, 'must be a string');
  if (value.length > INGRESS_LIMITS.urlLength)
    return fault(field, `must have at most ${INGRESS_LIMITS.urlLength} characters`);
  const wrong = textProblem(value);
  if (wrong !== null) return fault(field, wrong);
  return URL_START.test(value) && URL.canParse(value)
    ? null
    : fault(field, 'must be an address that begins with http://, https:// or srt://');
};

/** What is the case anyway, and cannot be otherwise. `because` is a clause. */
export const isAlwaysTrue =
  (because: string): Rule =>
  (value, field) =>
    value === true ? null : fault(field, `can only be true: ${because}`);

/** A preset or options of one's own, not both. Objects with fields of their own are checked by themselves. */
export const isEncodedOneWay: Rule = (value, field) =>
  isRecord(value) && value.preset !== undefined && value.options !== undefined
    ? {
        pointer: `${pointerStep(field)}/options`,
        message: `'${field}.options' cannot be given together with '${field}.preset'.`,
      }
    : null;

/** Up to three sizes, one of each quality, none smaller than that of a lower quality. */
export const isLayers: Rule = (value, field) => {
  if (!Array.isArray(value)) return fault(field, 'must be a list');
  const sides = new Map<string, { readonly width: number; readonly height: number; readonly at: string }>();
  for (const [i, layer] of value.entries()) {
    const at = `${pointerStep(field)}/${i}`;
    const wrong = layerFault(layer, at, `${field}[${i}]`);
    if (wrong !== null) return wrong;
    const { quality, width, height } = layer as { quality: string; width: number; height: number };
    if (sides.has(quality))
      return { pointer: `${at}/quality`, message: `'${field}' has more than one layer of the quality ${quality}.` };
    sides.set(quality, { width, height, at });
  }
  const rising = LAYER_QUALITIES.flatMap((quality) => sides.get(quality) ?? []);
  const smaller = rising.find(({ width, height }, i) => {
    const before = rising[i - 1];
    return before !== undefined && (width < before.width || height < before.height);
  });
  return smaller === undefined
    ? null
    : { pointer: smaller.at, message: `'${field}' has a layer that is smaller than one of a lower quality.` };
};

function layerFault(layer: unknown, at: string, name: string): FieldError | null {
  if (!isRecord(layer)) return { pointer: at, message: `'${name}' must be an object.` };
  const words: readonly unknown[] = LAYER_QUALITIES;
  if (!words.includes(layer.quality))
    return { pointer: `${at}/quality`, message: `'${name}.quality' must be one of ${LAYER_QUALITIES.join(', ')}.` };
  for (const side of ['width', 'height']) {
    const wrong = numberFault(layer[side], INGRESS_LIMITS.layerSide);
    if (wrong !== null) return { pointer: `${at}/${side}`, message: `'${name}.${side}' ${wrong}.` };
    if (Number(layer[side]) % 2 === 1)
      return { pointer: `${at}/${side}`, message: `'${name}.${side}' must be an even number.` };
  }
  const wrong = layer.bitrate === undefined ? null : numberFault(layer.bitrate, INGRESS_LIMITS.videoBitrate);
  return wrong === null ? null : { pointer: `${at}/bitrate`, message: `'${name}.bitrate' ${wrong}.` };
}

const numberFault = (value: unknown, { min, max }: { min: number; max: number }): string | null =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max
    ? null
    : `must be a whole number from ${min} to ${max}`;

const fault = (field: string, wrong: string): FieldError => ({
  pointer: pointerStep(field),
  message: `'${field}' ${wrong}.`,
});
