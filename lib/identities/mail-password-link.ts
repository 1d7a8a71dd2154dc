import { requestPasswordReset } from '@/lib/accounts/request-password-reset';
import type { PersonGrant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';

/**
 * For somebody without a password: mails the link of a forgotten one to their own address, so that an open session alone
 * makes no way in that outlasts it.
 * @throws AppError `rate-limited`
 */
export async function mailPasswordLink(deps: Deps, grant: PersonGrant): Promise<void> {
  const person = await asSystem(deps.db, 'oauth', (tx) => lockUser(tx, grant.userId));
  if (person === null) throw notFound('account');
  await requestPasswordReset(deps, grant.request, { email: person.email });
}
