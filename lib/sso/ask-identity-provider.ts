import { notFound } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { openConnection } from './open-connection';
import { createAuthnRequest, type AuthnRequest } from './saml/authn-request';
import { selectAsked } from './saml/protocol-repository';

/**
 * The signed request with which a browser goes to the identity provider, for a way that was begun.
 * @throws AppError `not-found` where it was not, is over, or was answered.
 */
export async function askIdentityProvider(
  deps: Deps,
  { connectionId, requestId }: { connectionId: string; requestId: string },
): Promise<AuthnRequest> {
  const now = deps.clock.now();
  const open = await asSystem(deps.db, 'sso', async (tx) => {
    const asked = await selectAsked(tx, { connectionId, requestId, now });
    const opened = asked && (await openConnection(deps, tx, connectionId, asked.version));
    return asked && opened && { ...opened, forceAuthn: asked.forceAuthn };
  });
  if (open === null) throw notFound('sign-in');
  const { serviceProvider, identityProvider, forceAuthn } = open;
  return createAuthnRequest({
    ...{ serviceProvider, identityProvider, now },
    ...{ id: requestId, relayState: requestId, forceAuthn },
  });
}
