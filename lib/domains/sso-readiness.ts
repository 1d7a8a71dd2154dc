import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { isReady } from '@/lib/orgs/emergency-access';
import { selectEmergencyAdmins } from '@/lib/orgs/emergency-repository';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { acceptsMethod } from '@/lib/policy/decide-entry';
import { openPolicy } from '@/lib/policy/model';
import { selectPolicy } from '@/lib/policy/repository';
import type { SsoReadiness } from './model';
import { hasActiveConnection } from './sso-repository';

/** How far the organization is from being able to require single sign-on. */
export async function findSsoReadiness(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'sso.update'>,
): Promise<SsoReadiness> {
  return withOrg(deps.db, organizationId, (tx) => loadReadiness(tx, organizationId));
}

async function loadReadiness(tx: OrgTx, organizationId: string): Promise<SsoReadiness> {
  const { allowedMethods } = (await selectPolicy(tx, organizationId)) ?? openPolicy;
  return {
    hasConnection: await hasActiveConnection(tx, organizationId),
    isAllowed: acceptsMethod(allowedMethods, 'saml'),
    hasEmergencyAccess: (await selectEmergencyAdmins(tx)).some(isReady),
  };
}

/**
 * Single sign-on is required only where people can sign in by it, and where somebody gets in on the day on which it fails.
 * @throws AppError `conflict` with what to do first, and where.
 */
export async function requireSsoReady(tx: OrgTx, organizationId: string): Promise<void> {
  const { hasConnection, isAllowed, hasEmergencyAccess } = await loadReadiness(tx, organizationId);
  if (!hasConnection) {
    throw notReady('No connection is active. Test one and activate it under Single sign-on first.');
  }
  if (!isAllowed) {
    throw notReady(
      'The security policy does not allow single sign-on. Tick it among the methods of signing in first.',
    );
  }
  if (!hasEmergencyAccess) {
    throw notReady(
      'No Admin could get in if single sign-on failed. One with a password and two-factor authentication has to make a break-glass code under Emergency access first.',
    );
  }
}

const notReady = (message: string) => new AppError('conflict', message);
