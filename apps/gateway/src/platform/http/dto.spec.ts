import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { FoyerError } from '@foyer/core';
import { IsInt, IsString } from 'class-validator';
import { toDto } from './dto.js';
import { Alias, Follows, MayBeAbsent, Nested } from './fields.js';

class Inner {
  @IsInt()
  n: number;
}

class Outer {
  @IsString()
  @Alias('older_name')
  name: string;

  @MayBeAbsent()
  @Follows((value, field) => (value === 'ok' ? null : { pointer: `/${field}/deep`, message: 'not ok' }))
  checked?: string;

  @MayBeAbsent()
  @Nested(() => Inner)
  inner?: Inner;
}

const errorsOf = (source: Record<string, unknown>): unknown => {
  try {
    toDto(Outer, source);
  } catch (error) {
    return (error as FoyerError).details.errors;
  }
  return [];
};

describe('toDto', () => {
  it('takes known fields by their name or an older one, and nothing else', () => {
    const source = JSON.parse('{"older_name":"a","constructor":"x","unknown":1,"inner":{"n":1,"m":2}}') as Record<
      string,
      unknown
    >;
    const dto = toDto(Outer, source);
    expect(dto).toBeInstanceOf(Outer);
    expect({ ...dto }).toEqual({ name: 'a', inner: { n: 1 } });
    expect(dto.constructor).toBe(Outer);
    expect(toDto(Outer, { name: 'new', older_name: 'old' }).name).toBe('new');
  });

  it('says what is missing and what is wrong, with its place', () => {
    expect(errorsOf({})).toEqual([{ pointer: '/name', message: "Missing key: 'name'." }]);
    expect(errorsOf({ name: 5 })).toEqual([{ pointer: '/name', message: "'name' must be a string." }]);
    expect(errorsOf({ name: 'a', checked: null })).toEqual([{ pointer: '/checked/deep', message: 'not ok' }]);
    expect(errorsOf({ name: 'a', inner: { n: 'x' } })).toMatchObject([{ pointer: '/inner/n' }]);
    expect(errorsOf({ name: 'a', inner: {} })).toEqual([{ pointer: '/inner/n', message: "Missing key: 'inner.n'." }]);
    expect(errorsOf({ name: 'a', inner: null })).toMatchObject([{ pointer: '/inner' }]);
  });
});
