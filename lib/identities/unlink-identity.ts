import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endSessionsOfMethod } from '@/lib/sessions/repository';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { endChallenges } from '@/lib/sign-in/challenge-repository';
import { mailIdentityChanged } from './identity-notice';
import { issuerOf } from './issuers';
import { providerNames } from './model';
import { deleteIdentity, selectHasPassword, selectIdentities } from './repository';
import type { IdentityInput } from './schema';

/**
 * Takes a provider's way into the account away, with what was opened by it: other sessions, and sign-ins that wait for
 * their second factor. The session that asks has just proved who it is, and goes on.
 * @throws AppError `reauthentication-required`; `last-sign-in-method` where there would be no way in left; `not-found`.
 */
export async function unlinkIdentity(
  deps: Deps,
  grant: PersonGrant,
  { provider }: IdentityInput,
): Promise<void> {
  const { userId } = grant;
  await asSystem(deps.db, 'oauth', async (tx) => {
    // Two that are unlinked at the same moment follow each other here, and one of them stays.
    const person = await lockUser(tx, userId);
    if (person === null) throw notFound('account');
    await requireFreshProof(deps, tx, grant, 'identity.change');
    const linked = await selectIdentities(tx, userId);
    const identity = linked.find((one) => one.provider === provider);
    if (identity === undefined) throw notFound('linked account');
    const isUsable = (one: typeof identity) => issuerOf(deps.oauth, one.provider) === one.issuer;
    const isAnotherLeft = linked.some((one) => one.id !== identity.id && isUsable(one));
    if (!isAnotherLeft && !(await selectHasPassword(tx, userId))) throw lastMethod(provider);
    await deleteIdentity(tx, identity.id);
    const now = deps.clock.now();
    const endedSessions = await endSessionsOfMethod(tx, userId, provider, grant.sessionId, now);
    await endChallenges(tx, userId);
    await recordAccountChange(deps, tx, {
      actor: grant.actor,
      request: grant.request,
      action: 'user.identity-unlinked',
      userId,
      label: grant.actor.label,
      before: { provider: providerNames[provider], email: identity.email },
      after: { endedSessions },
      shared: { before: { provider: providerNames[provider] } },
    });
    const { request } = grant;
    await mailIdentityChanged(
      deps,
      tx,
      { ...person, id: userId },
      { change: 'unlinked', provider, request },
    );
  });
}

function lastMethod(provider: IdentityInput['provider']): AppError {
  const name = providerNames[provider];
  return new AppError(
    'last-sign-in-method',
    `${name} is your only way to sign in. Set a password or link another account first.`,
  );
}
