import type { PersonGrant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { issuerOf, offeredProviders } from './issuers';
import type { SignInMethods } from './model';
import { selectHasPassword, selectIdentities } from './repository';

/** How the person can sign in, for their security page. */
export async function findSignInMethods(
  deps: Pick<Deps, 'db' | 'oauth'>,
  { userId }: PersonGrant,
): Promise<SignInMethods> {
  return asSystem(deps.db, 'oauth', async (tx) => {
    const linked = await selectIdentities(tx, userId);
    return {
      hasPassword: await selectHasPassword(tx, userId),
      identities: linked.map(({ provider, issuer, email, createdAt, lastUsedAt }) => ({
        provider,
        email,
        linkedAt: createdAt,
        lastUsedAt,
        isUsable: issuerOf(deps.oauth, provider) === issuer,
      })),
      offered: offeredProviders(deps.oauth),
    };
  });
}
