import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { insertMembership, selectMember } from '@/lib/orgs/member-repository';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { insertTeamMemberships } from '@/lib/orgs/team-member-repository';
import { selectDefaultTeam } from '@/lib/orgs/team-repository';
import { readAsSystem, withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectOwnerOfDomain, wasRemoved } from './join-repository';
import type { Domain } from './model';
import { selectDomain } from './repository';
import type { DomainInput } from './schema';

/**
 * Makes a person a member because the address that their account has proved is on a domain that the organization has
 * verified, and it offers that. Once however often it is asked for. What the organization demands at entry (a second
 * factor, a way of signing in) is asked of them there as of every member.
 * @throws AppError `not-found` for whoever has no address on it, or where nothing is offered (any more).
 */
export async function joinOrganization(
  deps: Deps,
  grant: PersonGrant,
  { domainId }: DomainInput,
): Promise<{ slug: string }> {
  const { userId } = grant;
  const organizationId = await readAsSystem(deps.db, 'join-domain', (sql) =>
    selectOwnerOfDomain(sql, domainId, userId),
  );
  if (organizationId === null) throw noOffer();
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const organization = await selectOrganization(tx, organizationId);
    const domain = await selectDomain(tx, organizationId, domainId);
    if (organization === null || organization.status === 'deleting' || domain === null) {
      throw noOffer();
    }
    // Twice from two tabs: the second is led on as the first was.
    if ((await selectMember(tx, organizationId, userId)) !== null) {
      return { slug: organization.slug };
    }
    if (domain.verifiedAt === null || domain.joinMode !== 'offer') throw noOffer();
    if (await wasRemoved(tx, organizationId, userId)) throw noOffer();
    await addJoined(deps, tx, grant, organizationId, domain);
    return { slug: organization.slug };
  });
}

async function addJoined(
  deps: Deps,
  tx: OrgTx,
  { userId, actor, request }: PersonGrant,
  organizationId: string,
  { domain, joinRole: role }: Domain,
): Promise<void> {
  const now = deps.clock.now();
  const team = await selectDefaultTeam(tx, organizationId);
  const teams = team === null ? [] : [team];
  await insertMembership(tx, { organizationId, userId, role }, now);
  // Only inside is the person's row in sight: the address may have been changed a moment ago.
  const member = await selectMember(tx, organizationId, userId);
  if (member?.email.endsWith(`@${domain}`) !== true) throw noOffer();
  const teamIds = teams.map(({ id }) => id);
  await insertTeamMemberships(tx, organizationId, userId, teamIds, now);
  await recordAuditEvent(deps, tx, {
    organizationId,
    actor,
    request,
    action: 'member.joined',
    target: { kind: 'member', id: userId, label: `${member.name} <${member.email}>` },
    after: { role, teams: teams.map(({ name }) => name), domain },
  });
}

const noOffer = () =>
  new AppError(
    'not-found',
    'This organization cannot be joined this way any more. Ask one of its Admins to invite you.',
  );
