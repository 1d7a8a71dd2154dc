import { randomText, type Random } from '@/lib/platform/random';
import { isReservedSlug } from './model';

// Not in model.ts, which browsers load too: randomness is Node's.

/** The slug that a name asks for: its letters and digits without their accents; `org` where none is left. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return slug === '' || isReservedSlug(slug) ? 'org' : slug;
}

/** After so many taken slugs a row of small numbers gives way to random ones, which are free. */
const countedSuffixes = 5;

/** The slug to try at the n-th attempt: `acme`, `acme-2` … `acme-5`, then `acme-` and six random digits. */
export function slugAttempt(base: string, attempt: number, random: Random): string {
  if (attempt === 1) return base;
  if (attempt <= countedSuffixes) return `${base}-${attempt}`;
  return `${base}-${randomText(random, 6, '0123456789')}`;
}

/** A Group ID: 19 decimal digits that never start with 0. */
export function randomGroupId(random: Random): string {
  return randomText(random, 1, '123456789') + randomText(random, 18, '0123456789');
}
