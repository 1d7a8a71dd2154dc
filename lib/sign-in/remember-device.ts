import { sha256 } from '@/lib/platform/crypto';
import type { SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { insertDevice, touchDevice } from './repository';

/** `token` is for the device cookie. */
export type RememberedDevice = { token: string; isNew: boolean };

/**
 * Makes a browser known to an account. One that the account does not know gets a fresh token: what somebody planted in
 * the browser must not become known.
 */
export async function rememberDevice(
  deps: Pick<Deps, 'clock' | 'ids' | 'random'>,
  sql: SystemSql,
  userId: string,
  brought: string | null,
): Promise<RememberedDevice> {
  const now = deps.clock.now();
  if (brought !== null && (await touchDevice(sql, userId, sha256(brought), now))) {
    return { token: brought, isNew: false };
  }
  const token = randomToken(deps.random);
  await insertDevice(sql, {
    id: deps.ids.next(),
    userId,
    tokenHash: sha256(token),
    createdAt: now,
    lastSeenAt: now,
  });
  return { token, isNew: true };
}
