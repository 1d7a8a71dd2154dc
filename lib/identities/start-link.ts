import { requireNoSsoAddress } from '@/lib/accounts/sso-required';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProof } from '@/lib/sessions/require-fresh-proof';
import { requireOffered } from './issuers';
import { requireFewHandshakes } from './limits';
import { providerNames } from './model';
import { openHandshake } from './open-handshake';
import { selectIdentities } from './repository';
import type { IdentityInput } from './schema';

/**
 * Begins to link an identity: written down here, with the session that asks, so that nothing that comes back from a
 * provider can become a link which nobody asked for.
 * @throws AppError `reauthentication-required`; `conflict` where one of that provider is linked; `sso-required` where the
 *   account's address signs in by single sign-on; `not-found`, `rate-limited`.
 */
export async function startLink(
  deps: Deps,
  grant: PersonGrant,
  { provider }: IdentityInput,
): Promise<{ handshakeToken: string }> {
  const { userId, sessionId } = grant;
  requireOffered(deps.oauth, provider);
  if (sessionId === null) throw notFound('account');
  await requireFewHandshakes(deps, sessionId);
  const handshakeToken = await asSystem(deps.db, 'oauth', async (tx) => {
    const owner = await lockUser(tx, userId);
    if (owner === null) throw notFound('account');
    await requireNoSsoAddress(tx, owner.email);
    await requireFreshProof(deps, tx, grant, 'identity.change');
    const linked = await selectIdentities(tx, userId);
    if (linked.some((identity) => identity.provider === provider)) {
      const name = providerNames[provider];
      throw new AppError('conflict', `A ${name} account is linked. Unlink it first.`);
    }
    const person = { userId, sessionId };
    const returnTo = '/account/security';
    return openHandshake(deps, tx, { provider, purpose: 'link', person, returnTo });
  });
  return { handshakeToken };
}
