import { isRecord, pointerStep, textProblem } from '@foyer/core';
import type { Rule } from './fields.js';

/** Limits of what a token says of its user (contract §2.1). */
export const USER_LIMITS = { userIdLength: 128, userInfoLength: 1024, groupIds: 1000, groupIdLength: 256 } as const;

/** Like ids of rooms they stand in addresses, where `.` and `..` would vanish. */
export const isUserId: Rule = (value, field) =>
  value === '.' || value === '..'
    ? { pointer: pointerStep(field), message: `'${field}' must not be '.' or '..'.` }
    : shortText(value, field, USER_LIMITS.userIdLength);

export const isGroupIds: Rule = (value, field) => {
  const pointer = pointerStep(field);
  if (!Array.isArray(value)) return { pointer, message: `'${field}' must be a list of strings.` };
  if (value.length > USER_LIMITS.groupIds)
    return { pointer, message: `'${field}' can hold at most ${USER_LIMITS.groupIds} groups.` };
  for (const [i, id] of value.entries()) {
    const wrong = shortText(id, `${field}[${i}]`, USER_LIMITS.groupIdLength);
    if (wrong !== null) return { pointer: `${pointer}/${i}`, message: wrong.message };
  }
  return null;
};

/** Any JSON, as the two older authorize routes take it. */
export const isUserInfo: Rule = (value, field) => {
  const pointer = pointerStep(field);
  const length = JSON.stringify(value).length;
  if (length > USER_LIMITS.userInfoLength) {
    return {
      pointer,
      message: `'${field}' must have at most ${USER_LIMITS.userInfoLength} characters as JSON; it has ${length}.`,
    };
  }
  return null;
};

/** A JSON object. */
export const isUserInfoObject: Rule = (value, field) =>
  isRecord(value)
    ? isUserInfo(value, field)
    : { pointer: pointerStep(field), message: `'${field}' must be an object.` };

function shortText(value: unknown, field: string, maxLength: number): ReturnType<Rule> {
  const pointer = pointerStep(field);
  if (typeof value !== 'string') return { pointer, message: `'${field}' must be a string.` };
  if (value.length === 0) return { pointer, message: `'${field}' must not be empty.` };
  if (value.length > maxLength) return { pointer, message: `'${field}' must have at most ${maxLength} characters.` };
  const wrong = textProblem(value);
  return wrong === null ? null : { pointer, message: `'${field}' ${wrong}.` };
}
