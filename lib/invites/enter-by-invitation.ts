import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Actor } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { insertMembership, selectMember } from '@/lib/orgs/member-repository';
import { insertTeamMemberships } from '@/lib/orgs/team-member-repository';
import { selectDefaultTeam } from '@/lib/orgs/team-repository';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { linkInvalid } from './find-invitation';
import { maySendInvitation } from './model';
import { selectInvitationTeams, updateAccepted, type InvitationRow } from './repository';

type Invited = { userId: string; actor: Actor; request: RequestContext };

/**
 * Makes the invited person a member, under the lock of the organization and of the invitation, which waits still.
 * @throws AppError `link-invalid` where its inviter may send it no longer, `forbidden` where it is to another address.
 */
export async function enterByInvitation(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: OrgTx,
  { userId, actor, request }: Invited,
  organizationId: string,
  invitation: InvitationRow,
): Promise<void> {
  const { id, role } = invitation;
  await requireInviter(tx, organizationId, invitation);
  const now = deps.clock.now();
  const wanted = await selectInvitationTeams(tx, organizationId, id);
  const fallback = wanted.length === 0 ? await selectDefaultTeam(tx, organizationId) : null;
  const teams = fallback === null ? wanted : [fallback];
  const isNew = await insertMembership(tx, { organizationId, userId, role }, now);
  // Only inside is the person's row in sight: the address may have been changed a moment ago.
  const member = await selectMember(tx, organizationId, userId);
  if (member?.email !== invitation.email) throw otherAddress();
  if (isNew) {
    const teamIds = teams.map((team) => team.id);
    await insertTeamMemberships(tx, organizationId, userId, teamIds, now);
  }
  await updateAccepted(tx, organizationId, id, { acceptedAt: now, acceptedById: userId });
  await recordAuditEvent(deps, tx, {
    organizationId,
    ...{ actor, request },
    action: 'invitation.accepted',
    target: { kind: 'invitation', id, label: invitation.email },
    after: isNew ? { role, teams: teams.map((team) => team.name) } : { wasMember: true },
  });
}

async function requireInviter(
  tx: OrgTx,
  organizationId: string,
  { invitedById, role }: InvitationRow,
): Promise<void> {
  const inviter = invitedById === null ? null : await selectMember(tx, organizationId, invitedById);
  if (inviter === null || !maySendInvitation(inviter.role, role)) throw linkInvalid();
}

export const otherAddress = () =>
  new AppError(
    'forbidden',
    'This invitation is to another email address. Sign in with the account of that address.',
  );
