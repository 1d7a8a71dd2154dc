import * as z from 'zod';
import { isPlainLine } from './plain-line';

/** One line of text that a person typed: trimmed, not empty, bounded. */
export function lineOf(what: string, max: number) {
  return z
    .string(`Enter ${what}.`)
    .trim()
    .min(1, { error: `Enter ${what}.`, abort: true })
    .max(max, `Use at most ${max} characters.`)
    .refine(isPlainLine, 'Use letters, digits, spaces and signs on one line.');
}

/** An empty field of a form says nothing. */
export function optionalField<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value) => (value === '' || value === null ? undefined : value),
    schema.optional(),
  );
}

/** Several values: a list, one value of a form, or nothing. Empty entries, which forms send to say "none", are dropped. */
export function listOf<T extends z.ZodType>(item: T, max: number, message: string) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z
      .array(z.unknown(), message)
      .transform((values) => values.filter((value) => value !== ''))
      .pipe(z.array(item).max(max, `Choose at most ${max}.`))
      .transform((values) => [...new Set(values)]),
  );
}

export const idOf = (noun: string) => z.uuid(`Choose ${noun}.`).toLowerCase();

/** Where a page of a list begins, and how long it is. */
export const pageFields = {
  cursor: optionalField(z.string('Start from the first page.').max(1_000)),
  limit: optionalField(
    z.coerce
      .number('Enter a number from 1 to 100.')
      .int('Enter a whole number.')
      .min(1, 'Enter a number from 1 to 100.')
      .max(100, 'Enter a number from 1 to 100.'),
  ).transform((limit) => limit ?? 50),
};

/** What is typed into a search field. */
export const searchField = optionalField(
  z
    .string()
    .trim()
    .max(200, 'Use at most 200 characters.')
    .refine((text) => !text.includes('\0'), 'Use letters and digits.'),
);
