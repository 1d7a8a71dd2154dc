import { requireNoSsoAddress } from '@/lib/accounts/sso-required';
import { requestPasswordReset } from '@/lib/accounts/request-password-reset';
import type { PersonGrant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/**
 * For somebody without a password: mails the link of a forgotten one to their own address, so that an open session alone
 * makes no way in that outlasts it.
 * @throws AppError `sso-required` where no password can be set so; `rate-limited`
 */
export async function mailPasswordLink(deps: Deps, grant: PersonGrant): Promise<void> {
  const person = await asSystem(deps.db, 'oauth', async (tx) => {
    const owner = await lockUser(tx, grant.userId);
    if (owner === null) throw notFound('account');
    await requireNoSsoAddress(tx, owner.email);
    return owner;
  });
  await requestPasswordReset(deps, grant.request, { email: person.email });
}
