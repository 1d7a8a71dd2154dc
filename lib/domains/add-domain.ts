import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { lockOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { withOrg } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { readDomain } from './canonical-domain';
import { nextLook } from './decide-check';
import { maxDomains } from './model';
import { countDomains, insertDomain } from './repository';
import type { AddDomainInput } from './schema';

/**
 * Says that a domain is the organization's, which is worth nothing until its record proves it. Several organizations may
 * say so of one domain; nobody learns of the others.
 * @throws AppError `invalid-input` (field `domain`), `conflict` where there are `maxDomains`,
 *   `reauthentication-required`.
 */
export async function addDomain(
  deps: Deps,
  grant: Grant<'domain.update'>,
  input: AddDomainInput,
): Promise<{ domainId: string }> {
  const { organizationId } = grant;
  const domain = requireOwnable(input.domain);
  await requireFreshProofFirst(deps, grant, 'domain.change');
  const id = deps.ids.next();
  try {
    await withOrg(deps.db, organizationId, async (tx) => {
      await lockOrganization(tx, organizationId);
      const member = await requireCurrentRole(tx, grant);
      if ((await countDomains(tx, organizationId)) >= maxDomains) throw tooMany();
      const now = deps.clock.now();
      await insertDomain(tx, {
        id,
        organizationId,
        domain,
        token: randomToken(deps.random),
        createdByName: member.name,
        createdAt: now,
        nextCheckAt: nextLook(now, now),
      });
      await recordAuditEvent(deps, tx, {
        organizationId,
        actor: grant.actor,
        request: grant.request,
        action: 'domain.added',
        target: { kind: 'domain', id, label: domain },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? invalidField('domain', `${domain} is in your list.`) : error;
  }
  return { domainId: id };
}

function requireOwnable(input: string): string {
  const read = readDomain(input);
  switch (read.status) {
    case 'domain':
      return read.domain;
    case 'malformed':
      throw invalidField(
        'domain',
        'Enter a domain as it stands in your addresses, such as example.com: no “@”, no “https://”.',
      );
    case 'public-provider':
      throw invalidField(
        'domain',
        `Anybody can get an address at ${read.domain}. Enter a domain of your own.`,
      );
    case 'public-suffix':
      throw invalidField(
        'domain',
        `Names below ${read.domain} belong to many. Enter a domain of your own.`,
      );
  }
}

const tooMany = () =>
  new AppError(
    'conflict',
    `An organization can have ${maxDomains} domains. Remove one that is no longer used.`,
  );
