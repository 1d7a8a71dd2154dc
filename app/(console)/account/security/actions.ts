'use server';

import { revalidatePath } from 'next/cache';
import { mailPasswordLink } from '@/lib/identities/mail-password-link';
import { identitySchema } from '@/lib/identities/schema';
import { startLink } from '@/lib/identities/start-link';
import { unlinkIdentity } from '@/lib/identities/unlink-identity';
import { confirmTotpEnrolment } from '@/lib/mfa/confirm-totp-enrolment';
import { replaceRecoveryCodes } from '@/lib/mfa/replace-recovery-codes';
import { confirmEnrolmentSchema, nothingSchema } from '@/lib/mfa/schema';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { turnOffTotp } from '@/lib/mfa/turn-off-totp';
import { changePassword } from '@/lib/sign-in/change-password';
import { changePasswordSchema } from '@/lib/sign-in/schema';
import { accountAction } from '@/lib/web/actions';
import { setCookie } from '@/lib/web/cookies';
import { leaveForProvider } from '@/lib/web/oauth/leave';

export const changePasswordAction = accountAction(
  changePasswordSchema,
  async (deps, grant, input): Promise<null> => {
    const { sessionToken } = await changePassword(deps, grant, input);
    await setCookie('session', sessionToken);
    return null;
  },
);

export const startEnrolmentAction = accountAction(nothingSchema, (deps, grant) =>
  startTotpEnrolment(deps, grant),
);

export const confirmEnrolmentAction = accountAction(confirmEnrolmentSchema, confirmTotpEnrolment);

export const replaceRecoveryCodesAction = accountAction(nothingSchema, (deps, grant) =>
  replaceRecoveryCodes(deps, grant),
);

export const turnOffMfaAction = accountAction(nothingSchema, async (deps, grant): Promise<null> => {
  await turnOffTotp(deps, grant);
  revalidatePath('/account/security');
  return null;
});

/** The page goes to the address that this answers, and comes back by /api/auth/callback. */
export const linkIdentityAction = accountAction(
  identitySchema,
  async (deps, grant, input): Promise<{ url: string }> => {
    const { handshakeToken } = await startLink(deps, grant, input);
    return leaveForProvider(deps, input.provider, handshakeToken);
  },
);

export const unlinkIdentityAction = accountAction(
  identitySchema,
  async (deps, grant, input): Promise<null> => {
    await unlinkIdentity(deps, grant, input);
    revalidatePath('/account/security');
    return null;
  },
);

export const mailPasswordLinkAction = accountAction(
  nothingSchema,
  async (deps, grant): Promise<null> => {
    await mailPasswordLink(deps, grant);
    return null;
  },
);
