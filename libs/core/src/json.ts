import type { FieldError } from './errors.js';
import { textProblem } from './text.js';

/** Deeper bodies are refused: no document of ours needs it, and recursive readers further on would overflow. */
export const MAX_JSON_DEPTH = 200;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 6901: one step of a pointer. */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * The first thing in a parsed JSON value that could not be kept faithfully, with its place: text with lone
 * surrogates, numbers past the range of a double (`1e999` reads as Infinity), a `__proto__` key, or too deep nesting.
 * Walks with its own stack, so hostile depth cannot overflow ours.
 */
export function jsonProblem(value: unknown): FieldError | null {
  const stack: { value: unknown; pointer: string; depth: number }[] = [{ value, pointer: '', depth: 0 }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value: current, pointer, depth } = item;
    if (typeof current === 'string') {
      if (!current.isWellFormed()) return { pointer, message: `The text at '${pointer}' ${textProblem(current)}.` };
    } else if (typeof current === 'number') {
      if (!Number.isFinite(current)) return { pointer, message: `The number at '${pointer}' is too large.` };
    } else if (typeof current === 'object' && current !== null) {
      if (depth >= MAX_JSON_DEPTH) {
        return { pointer: '', message: `The body is nested more than ${MAX_JSON_DEPTH} levels deep.` };
      }
      if (Array.isArray(current)) {
        for (let i = current.length - 1; i >= 0; i--) {
          stack.push({ value: current[i], pointer: `${pointer}/${i}`, depth: depth + 1 });
        }
      } else {
        for (const [key, child] of Object.entries(current)) {
          if (key === '__proto__')
            return { pointer: pointer + pointerStep(key), message: "The key '__proto__' is not allowed." };
          if (!key.isWellFormed()) return { pointer, message: `A key at '${pointer}' ${textProblem(key)}.` };
          stack.push({ value: child, pointer: pointer + pointerStep(key), depth: depth + 1 });
        }
      }
    }
  }
  return null;
}
