import { invalid, isRecord, pointerStep, type FieldError } from '@foyer/core';
import { getMetadataStorage, validateSync } from 'class-validator';
import { aliasesOf, nestedOf, ruleOf } from './fields.js';

type Dto<T extends object> = new () => T;

/**
 * Reads a record into a DTO and checks it by the DTO's decorators; throws 422 with every fault. Keys that the DTO does
 * not know are ignored, as the contract says. Values are taken as they are: class-transformer would drop keys such as
 * `constructor` from metadata and blur `null` with absent.
 */
export function toDto<T extends object>(
  dto: Dto<T>,
  source: Record<string, unknown>,
  kind: 'body' | 'query' = 'body',
): T {
  const errors: FieldError[] = [];
  const instance = read(dto, source, '', kind, errors);
  if (errors.length > 0) throw invalid(errors);
  return instance;
}

function read<T extends object>(
  dto: Dto<T>,
  source: Record<string, unknown>,
  at: string,
  kind: 'body' | 'query',
  errors: FieldError[],
): T {
  const instance = new dto();
  const prototype = dto.prototype as object;
  for (const property of fieldsOf(dto)) {
    const name = [property, ...aliasesOf(prototype, property)].find((candidate) => Object.hasOwn(source, candidate));
    if (name === undefined) continue;
    const value = source[name];
    const nested = nestedOf(prototype, property);
    Reflect.set(
      instance,
      property,
      nested !== undefined && isRecord(value) ? read(nested, value, at + pointerStep(property), kind, errors) : value,
    );
  }
  for (const { property, value, constraints = {} } of validateSync(instance, { forbidUnknownValues: false })) {
    errors.push(fault(prototype, property, value, Object.values(constraints)[0] ?? 'is invalid', at, kind));
  }
  return instance;
}

function fault(
  prototype: object,
  property: string,
  value: unknown,
  constraint: string,
  at: string,
  kind: 'body' | 'query',
): FieldError {
  const path = `${at}${pointerStep(property)}`;
  if (kind === 'query') {
    const detail = ruleOf(prototype, property)?.(value, property)?.message ?? sentence(property, constraint);
    return { pointer: `?${property}`, message: detail };
  }
  if (value === undefined) return { pointer: path, message: `Missing key: '${path.slice(1).replaceAll('/', '.')}'.` };
  const detail = ruleOf(prototype, property)?.(value, property);
  if (detail) return { pointer: at + detail.pointer, message: detail.message };
  return { pointer: path, message: sentence(property, constraint) };
}

/** class-validator's messages begin with the bare name of the property. */
function sentence(property: string, constraint: string): string {
  const rest = constraint.startsWith(`${property} `) ? constraint.slice(property.length + 1) : constraint;
  return `'${property}' ${rest}.`;
}

const fields = new WeakMap<object, readonly string[]>();

function fieldsOf(dto: Dto<object>): readonly string[] {
  let known = fields.get(dto);
  if (known === undefined) {
    known = [
      ...new Set(
        getMetadataStorage()
          .getTargetValidationMetadatas(dto, '', false, false)
          .map((m) => m.propertyName),
      ),
    ];
    fields.set(dto, known);
  }
  return known;
}
