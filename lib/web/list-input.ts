import { redirect } from 'next/navigation';
import type * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';

type SearchParams = Record<string, string | string[] | undefined>;

/** What a list is asked for by its address. A filter that makes no sense is left out, so that old links still open. */
export function listInput<S extends z.ZodType>(
  schema: S,
  raw: Record<string, unknown>,
): z.output<S> {
  const first = schema.safeParse(raw);
  if (first.success) return first.data;
  const wrong = new Set(first.error.issues.map(({ path }) => String(path[0])));
  return schema.parse(Object.fromEntries(Object.entries(raw).filter(([name]) => !wrong.has(name))));
}

/** One value of a parameter; the first, where an address repeats it. */
export function param(params: SearchParams, name: string): string | undefined {
  const value = params[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * The parameters that the list does not follow, of those that narrow it. The toolbar shows what stands in the address,
 * so the page leads to its address without them.
 * @param followed what the list makes of each parameter.
 */
export function ignoredParams(params: SearchParams, followed: Record<string, unknown>): string[] {
  return Object.keys(followed).filter(
    (name) => (param(params, name) ?? '') !== '' && followed[name] === undefined,
  );
}

/** A page of a list; a cursor that is not known (an old link, another order) leads back to the first page. */
export async function listOrRestart<T>(load: Promise<T>, firstPage: string): Promise<T> {
  try {
    return await load;
  } catch (error) {
    if (error instanceof AppError && error.fieldErrors.cursor) redirect(firstPage);
    throw error;
  }
}
