import { invalidField } from '@/lib/kernel/errors';
import { selectSsoDomainNames } from '@/lib/orgs/emergency-repository';
import type { OrgTx } from '@/lib/platform/db';
import { acceptsMethod } from './decide-entry';
import type { OrganizationPolicy } from './model';

/**
 * Refuses a policy without single sign-on while a domain requires it: its people would have no way in.
 * @throws AppError `invalid-input` (field `allowedMethods`)
 */
export async function requireSsoKept(
  tx: OrgTx,
  organizationId: string,
  { allowedMethods }: OrganizationPolicy,
): Promise<void> {
  if (acceptsMethod(allowedMethods, 'saml')) return;
  const [domain] = await selectSsoDomainNames(tx, organizationId);
  if (domain === undefined) return;
  throw invalidField(
    'allowedMethods',
    `${domain} requires single sign-on: without it, its people could not enter. Stop requiring it under Domains first.`,
  );
}
