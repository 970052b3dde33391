import 'reflect-metadata';
import { textProblem, type FieldError } from '@foyer/core';
import { ValidateIf, registerDecorator } from 'class-validator';

/** What is wrong with a field's value, or `null`. */
export type Rule = (value: unknown, field: string) => FieldError | null;

/** A query parameter given once, with text that a room could hold. */
export const isQueryText: Rule = (value, field) => {
  const wrong = typeof value === 'string' ? textProblem(value) : 'must be given once';
  return wrong === null ? null : { pointer: `?${field}`, message: `'${field}' ${wrong}.` };
};

/** A query parameter that says how many at most, from 1 on. */
export const isLimit =
  (max: number): Rule =>
  (value, field) =>
    typeof value === 'string' && /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= max
      ? null
      : { pointer: `?${field}`, message: `'${field}' must be a whole number from 1 to ${max}.` };

const RULE = 'foyer:rule';
const ALIASES = 'foyer:aliases';
const NESTED = 'foyer:nested';

/** Checks the field by a rule of the domain, which also says where inside the value the fault is. */
export function Follows(rule: Rule): PropertyDecorator {
  return (prototype, property) => {
    Reflect.defineMetadata(RULE, rule, prototype, property);
    registerDecorator({
      name: 'follows',
      target: prototype.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => rule(value, String(property)) === null,
        defaultMessage: () => 'is invalid',
      },
    });
  };
}

/** The field may be absent. Unlike class-validator's `IsOptional`, `null` is not absent. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** Other names under which callers send this field. */
export function Alias(...names: string[]): PropertyDecorator {
  return (prototype, property) => Reflect.defineMetadata(ALIASES, names, prototype, property);
}

/** The field is an object with fields of its own. */
export function Nested(dto: () => new () => object): PropertyDecorator {
  return (prototype, property) => {
    Reflect.defineMetadata(NESTED, dto, prototype, property);
    registerDecorator({
      name: 'nested',
      target: prototype.constructor,
      propertyName: String(property),
      validator: { validate: (value: unknown) => value instanceof dto(), defaultMessage: () => 'must be an object' },
    });
  };
}

export function ruleOf(prototype: object, property: string): Rule | undefined {
  return Reflect.getMetadata(RULE, prototype, property) as Rule | undefined;
}

export function aliasesOf(prototype: object, property: string): readonly string[] {
  return (Reflect.getMetadata(ALIASES, prototype, property) as readonly string[] | undefined) ?? [];
}

export function nestedOf(prototype: object, property: string): (new () => object) | undefined {
  return (Reflect.getMetadata(NESTED, prototype, property) as (() => new () => object) | undefined)?.();
}
