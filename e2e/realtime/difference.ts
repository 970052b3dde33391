import type { Json } from '@liveblocks/client';

/**
 * The first place where two JSON values differ, as a sentence, or null. The order of keys does not count. Not
 * `isDeepStrictEqual`: it also compares prototypes, and under Jest those of `fetch` are others than ours.
 */
export function difference(left: Json | undefined, right: Json | undefined, path = 'root'): string | null {
  if (Array.isArray(left) && Array.isArray(right)) return arrayDifference(left, right, path);
  if (isObject(left) && isObject(right)) return objectDifference(left, right, path);
  return left === right ? null : `${path}: ${shown(left)} against ${shown(right)}`;
}

type JsonRecord = Record<string, Json | undefined>;

const isObject = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: Json | undefined): string => JSON.stringify(value) ?? 'nothing';

function arrayDifference(left: readonly Json[], right: readonly Json[], path: string): string | null {
  if (left.length !== right.length) return `${path}: ${shown([...left])} against ${shown([...right])}`;
  return first(left.map((item, index) => () => difference(item, right[index], `${path}[${index}]`)));
}

function objectDifference(left: JsonRecord, right: JsonRecord, path: string): string | null {
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return first(keys.map((key) => () => difference(left[key], right[key], `${path}.${key}`)));
}

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const found = check();
    if (found !== null) return found;
  }
  return null;
}
