import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Actor } from '@/lib/authz/authorize';
import type { Role } from '@/lib/authz/permissions';
import { AppError } from '@/lib/kernel/errors';
import { insertMembership, selectMember } from '@/lib/orgs/member-repository';
import { insertTeamMemberships } from '@/lib/orgs/team-member-repository';
import { selectDefaultTeam } from '@/lib/orgs/team-repository';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';

type Joining = { userId: string; actor: Actor; request: RequestContext };

/**
 * Makes somebody a member because of the domain of their address, under the lock of the organization.
 * @param by through what, where they did not ask for it themselves.
 * @throws AppError `not-found` where their address is on another domain (by now).
 */
export async function addByDomain(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: OrgTx,
  { userId, actor, request }: Joining,
  organizationId: string,
  { domain, role, by }: { domain: string; role: Role; by?: string },
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
    ...{ actor, request },
    action: 'member.joined',
    target: { kind: 'member', id: userId, label: `${member.name} <${member.email}>` },
    after: { role, teams: teams.map(({ name }) => name), domain, ...(by !== undefined && { by }) },
  });
}

export const noOffer = () =>
  new AppError(
    'not-found',
    'This organization cannot be joined this way any more. Ask one of its Admins to invite you.',
  );
