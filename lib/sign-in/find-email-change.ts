import {
  selectEmailChangeByToken,
  selectEmailUndo,
  selectPendingEmailChange,
} from '@/lib/accounts/email-change-repository';
import { mailedCodeTries } from '@/lib/accounts/model';
import type { PersonGrant } from '@/lib/authz/authorize';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { maskedEmail } from './model';

type FindDeps = Pick<Deps, 'db' | 'clock'>;

/** What the profile page says of a change that waits. */
export type PendingEmailChangeView = {
  email: string;
  askedAt: Date;
  /** Whether the code can be typed here: `elsewhere` where another session asked, `ended` after ten minutes or five tries. */
  code: 'works' | 'elsewhere' | 'ended';
};

export async function findPendingEmailChange(
  deps: FindDeps,
  { userId, sessionId }: PersonGrant,
): Promise<PendingEmailChangeView | null> {
  const now = deps.clock.now();
  const change = await asSystem(deps.db, 'change-email', (tx) =>
    selectPendingEmailChange(tx, userId, now),
  );
  if (change === null) return null;
  const { newEmail: email, createdAt: askedAt } = change;
  const isLive = change.codeExpiresAt > now && change.codeTries < mailedCodeTries;
  const code = change.sessionId !== sessionId ? 'elsewhere' : isLive ? 'works' : 'ended';
  return { email, askedAt, code };
}

/** What the page of a mailed link tells. Whoever holds the link may be a stranger whose address was mistyped. */
export type LinkedChangeView = { name: string; from: string; to: string };

/** What the link in the mail to the new address would do; null where it no longer works. */
export async function findLinkedEmailChange(
  deps: FindDeps,
  token: string,
): Promise<LinkedChangeView | null> {
  const change = await asSystem(deps.db, 'change-email', (tx) =>
    selectEmailChangeByToken(tx, sha256(token), deps.clock.now()),
  );
  if (change === null) return null;
  const { name, email } = change.user;
  return { name, from: maskedEmail(email), to: change.newEmail };
}

/** What the link in the mail to the old address would do; null where it no longer works. */
export async function findEmailUndo(
  deps: FindDeps,
  token: string,
): Promise<LinkedChangeView | null> {
  const undo = await asSystem(deps.db, 'change-email', (tx) =>
    selectEmailUndo(tx, sha256(token), deps.clock.now()),
  );
  if (undo === null) return null;
  const { name, email } = undo.user;
  return { name, from: maskedEmail(email), to: undo.oldEmail };
}
