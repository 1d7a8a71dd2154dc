import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { selectDomains } from '@/lib/domains/repository';
import { updateRequiresSso } from '@/lib/domains/sso-repository';
import { lockOrganization } from '@/lib/orgs/repository';
import { asSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { readSlug } from './change-status';
import type { Command } from './command';
import { lockOrganizationBySlug } from './repository';

/**
 * Lets the people of an organization sign in by every way again, for the day on which its identity provider fails and no
 * Admin has a printed code. Its connections stay as they are.
 * @returns the domains that required single sign-on until now.
 * @throws AppError `not-found`; `organization-deleting` where it is being deleted.
 */
export async function liftSsoRequirement(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  { actor, request }: OperatorGrant,
  slug: string,
): Promise<{ name: string; domains: string[] }> {
  const { id: organizationId, name } = await asSystem(deps.db, 'operator', (tx) =>
    lockOrganizationBySlug(tx, slug),
  );
  const domains = await withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const requiring = (await selectDomains(tx, organizationId)).filter(
      ({ requiresSso }) => requiresSso,
    );
    for (const { id, domain } of requiring) {
      await updateRequiresSso(tx, organizationId, id, false);
      await recordAuditEvent(deps, tx, {
        organizationId,
        ...{ actor, request },
        action: 'domain.sso-no-longer-required',
        target: { kind: 'domain', id, label: domain },
      });
    }
    return requiring.map(({ domain }) => domain);
  });
  return { name, domains };
}

export const liftSsoRequirementCommand: Command = {
  usage: 'SLUG',
  summary: 'let the people of an organization sign in without single sign-on',
  async run(args, { print, withOperator }) {
    const slug = readSlug(args);
    const { name, domains } = await withOperator(({ deps, grant }) =>
      liftSsoRequirement(deps, grant, slug),
    );
    print(
      domains.length === 0
        ? `No domain of ${name} requires single sign-on.`
        : `${domains.join(', ')}: single sign-on is no longer required.`,
    );
  },
};
