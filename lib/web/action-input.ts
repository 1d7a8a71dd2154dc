import type * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';
import { fieldErrorsOf } from './action-errors';

/** What was sent, as the schema reads it. @throws AppError `invalid-input`, with a message for each field. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(inputOf(input));
  if (result.success) return result.data;
  throw new AppError('invalid-input', 'Check the fields marked below.', {
    fieldErrors: fieldErrorsOf(result.error),
  });
}

/**
 * Fields of a form as a plain object: a name that ends in `[]` becomes a list. What Next adds for itself (`$ACTION_…`)
 * is left out. The result has no prototype, so that a field called `__proto__` is only a field.
 */
export function inputOf(input: unknown): unknown {
  if (!(input instanceof FormData || input instanceof URLSearchParams)) return input;
  const fields = Object.create(null) as Record<string, unknown>;
  for (const name of new Set(input.keys())) {
    if (name.startsWith('$ACTION')) continue;
    if (name.endsWith('[]')) fields[name.slice(0, -2)] = input.getAll(name);
    else fields[name] = input.get(name);
  }
  return { ...fields };
}
