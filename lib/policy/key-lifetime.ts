import { addSeconds } from '@/lib/platform/clock';
import type { LiveKey } from './policy-keys';

const day = 24 * 60 * 60;

/** The last instant at which a key made at `createdAt` may end. */
export function latestEnd(createdAt: Date, maxKeyDays: number): Date {
  return addSeconds(createdAt, maxKeyDays * day);
}

/** When a key ends under a maximum (null: none); null for never. */
export function lifetimeEndOf(
  { createdAt, chosenExpiresAt }: Pick<LiveKey, 'createdAt' | 'chosenExpiresAt'>,
  maxKeyDays: number | null,
): Date | null {
  if (maxKeyDays === null) return chosenExpiresAt;
  const latest = latestEnd(createdAt, maxKeyDays);
  return chosenExpiresAt === null || latest < chosenExpiresAt ? latest : chosenExpiresAt;
}
