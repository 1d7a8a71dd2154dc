import { insertLinkToken } from '@/lib/accounts/link-token-repository';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import type { SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { notMeLifetimeSeconds } from './model';

/**
 * A link "This wasn't me" for a mail about what somebody did in the account: it secures it, with nobody signed in. Those
 * before it go on working, since each is about something of its own.
 */
export async function createNotMeLink(
  deps: Pick<Deps, 'clock' | 'ids' | 'random' | 'config'>,
  sql: SystemSql,
  userId: string,
): Promise<string> {
  const now = deps.clock.now();
  const token = randomToken(deps.random);
  await insertLinkToken(sql, {
    id: deps.ids.next(),
    purpose: 'not-me',
    userId,
    tokenHash: sha256(token),
    createdAt: now,
    expiresAt: addSeconds(now, notMeLifetimeSeconds),
  });
  return `${deps.config.appUrl}/not-me?token=${token}`;
}
