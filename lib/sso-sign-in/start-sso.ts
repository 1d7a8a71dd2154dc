import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { invalidField } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { safeNextPath } from '@/lib/sign-in/model';
import { beginSignInRequest } from '@/lib/sso/begin-request';
import { serviceProviderAddresses } from '@/lib/sso/service-provider';
import { ssoPerNetwork } from './limits';
import type { SsoWay } from './model';
import { selectWays } from './repository';
import type { StartSsoInput } from './schema';

export type StartedSso =
  | { status: 'leaving'; url: string; handshakeToken: string }
  /** There are several, and the person has to say which. */
  | { status: 'choose'; ways: SsoWay[] };

/**
 * Begins a sign-in by the identity provider of whoever has verified the domain of an address. Of the address the domain
 * alone is looked at, so that the answer tells nothing of whether there is an account.
 * @throws AppError `invalid-input` where the domain has no single sign-on, `rate-limited`.
 */
export async function startSso(
  deps: Deps,
  request: RequestContext,
  { email, connectionId, next, timeZone }: StartSsoInput,
): Promise<StartedSso> {
  const what = 'There were many sign-ins from your network.';
  await requireWithinLimit(deps, ssoPerNetwork, limitKey(networkOf(request.ip)), what);
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return asSystem(deps.db, 'sso', async (tx) => {
    const ways = await selectWays(tx, domain);
    const [first] = ways;
    if (first === undefined) {
      throw invalidField(
        'email',
        `There is no single sign-on for ${domain}. Sign in another way, or ask your company’s Admin.`,
      );
    }
    const way = ways.length === 1 ? first : ways.find((one) => one.connectionId === connectionId);
    if (way === undefined) {
      const named = ways.map((one) => ({ connectionId: one.connectionId, name: one.name }));
      return { status: 'choose', ways: named };
    }
    const { requestId, handshakeToken } = await beginSignInRequest(deps, tx, {
      connectionId: way.connectionId,
      ...{ organizationId: way.organizationId, version: way.version, timeZone },
      returnTo: safeNextPath(next, deps.config.appUrl),
    });
    const { loginUrl } = serviceProviderAddresses(deps.config, way.connectionId);
    return { status: 'leaving', url: `${loginUrl}?request=${requestId}`, handshakeToken };
  });
}
