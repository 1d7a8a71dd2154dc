import type { PersonGrant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { enrolmentSeconds } from './model';
import { deleteOldEnrolments, insertEnrolment, lockUser, selectTotpFactor } from './repository';
import { createTotpSecret, totpUri } from './totp';

/** A secret to be put into an authenticator app. It counts for nothing before its first code. */
export type TotpEnrolment = {
  enrolmentId: string;
  /** Base32, to be typed where no camera is at hand. */
  secret: string;
  /** What the QR code holds. */
  uri: string;
};

const maxWaiting = 5;

/**
 * Makes a secret for the person's authenticator app: the first one, or one in place of that which they have.
 * @throws AppError `reauthentication-required`
 */
export async function startTotpEnrolment(deps: Deps, grant: PersonGrant): Promise<TotpEnrolment> {
  const { userId } = grant;
  const now = deps.clock.now();
  const secret = createTotpSecret(deps.random);
  const enrolmentId = deps.ids.next();
  const { keyId, bytes } = deps.totpKeys.seal(secret, userId);
  const email = await asSystem(deps.db, 'mfa', async (tx) => {
    const user = await lockUser(tx, userId);
    if (user === null) throw notFound('account');
    await requireFreshProof(deps, tx, grant, 'mfa.change');
    await deleteOldEnrolments(tx, userId, maxWaiting - 1);
    await insertEnrolment(tx, {
      id: enrolmentId,
      userId,
      secretSealed: bytes,
      keyId,
      replacesId: (await selectTotpFactor(tx, userId))?.id ?? null,
      createdAt: now,
      expiresAt: addSeconds(now, enrolmentSeconds),
    });
    return user.email;
  });
  return { enrolmentId, secret, uri: totpUri(secret, email) };
}
