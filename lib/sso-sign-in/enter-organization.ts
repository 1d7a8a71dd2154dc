import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { authorizeConnection, type Actor } from '@/lib/authz/authorize';
import { addByDomain } from '@/lib/domains/add-by-domain';
import { wasRemoved } from '@/lib/domains/join-repository';
import { selectDomains } from '@/lib/domains/repository';
import { enterByInvitation } from '@/lib/invites/enter-by-invitation';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { statusOfInvitation } from '@/lib/invites/model';
import { lockWaitingInvitation } from '@/lib/invites/repository';
import { AppError } from '@/lib/kernel/errors';
import { applyRole } from '@/lib/orgs/apply-role';
import type { MemberKeys } from '@/lib/orgs/member-keys';
import { findLastReady } from '@/lib/orgs/emergency-access';
import { countAdmins, selectMember, type MemberRow } from '@/lib/orgs/member-repository';
import { decideRoleChange } from '@/lib/orgs/model';
import { lockOrganization } from '@/lib/orgs/repository';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { ConnectionOnTheWay } from '@/lib/sso/connection-repository';
import { decideRole } from '@/lib/sso/decide-role';

type Entering = {
  request: RequestContext;
  connection: Pick<
    ConnectionOnTheWay,
    'id' | 'organizationId' | 'name' | 'groupsAttribute' | 'groupRoles' | 'defaultRole'
  >;
  person: { userId: string; name: string; email: string };
  groups: readonly string[];
};

/**
 * Makes the person a member, where an invitation waits for them or the domain of their address lets the first sign-in do
 * it, and gives them the role that their groups say. Whoever was removed comes back by an invitation alone.
 * @returns whether they are a member now.
 */
export async function enterOrganization(
  deps: Deps,
  keys: MemberKeys,
  entering: Entering,
): Promise<boolean> {
  const { organizationId } = entering.connection;
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const { userId } = entering.person;
    const before = await selectMember(tx, organizationId, userId);
    if (before === null) await admitNewcomer(deps, tx, entering);
    const member = before ?? (await selectMember(tx, organizationId, userId));
    if (member === null) return false;
    await applyGroups(deps, tx, keys, entering, member);
    return true;
  });
}

async function admitNewcomer(
  deps: Deps,
  tx: OrgTx,
  { request, connection, person, groups }: Entering,
): Promise<void> {
  const { organizationId } = connection;
  const { userId, name, email } = person;
  const actor: Actor = {
    kind: 'user',
    id: userId,
    label: `${name} <${email}>`,
    sessionMethod: 'saml',
  };
  const joining = { userId, actor, request };
  const invitation = await lockWaitingInvitation(tx, organizationId, email);
  if (invitation && statusOfInvitation(invitation, deps.clock.now()) === 'pending') {
    try {
      await enterByInvitation(deps, tx, joining, organizationId, invitation);
      return;
    } catch (error) {
      // Its inviter may send it no longer, which is found before anything is written.
      if (!(error instanceof AppError && error.code === 'link-invalid')) throw error;
    }
  }
  if (await wasRemoved(tx, organizationId, userId)) return;
  const domains = await selectDomains(tx, organizationId);
  const own = domains.find(({ domain }) => email.endsWith(`@${domain}`));
  if (own?.joinMode !== 'provision' || own.verifiedAt === null) return;
  await addByDomain(deps, tx, joining, organizationId, {
    domain: own.domain,
    role: decideRole(groups, connection),
    by: `Single sign-on (${connection.name})`,
  });
}

/**
 * At each sign-in, as far as the Admins wrote rules; an organization never loses its last Admin by that, nor the last one
 * with emergency access while a domain requires single sign-on.
 */
async function applyGroups(
  deps: Deps,
  tx: OrgTx,
  keys: MemberKeys,
  { request, connection, groups }: Entering,
  member: MemberRow,
): Promise<void> {
  const { organizationId } = connection;
  if (connection.groupsAttribute === null || connection.groupRoles.length === 0) return;
  const role = decideRole(groups, connection);
  const decision = decideRoleChange(member.role, role, await countAdmins(tx, organizationId));
  if (decision === 'unchanged') return;
  const grant = authorizeConnection(connection, request);
  const last = await findLastReady(tx, organizationId);
  const isLastReady = last?.admin.userId === member.userId;
  if (decision === 'change' && !isLastReady) {
    const parts = { keys, invitations: invitationsOfInviter };
    await applyRole(deps, tx, grant, parts, { member, role, heir: null });
    return;
  }
  await recordAuditEvent(deps, tx, {
    organizationId,
    actor: grant.actor,
    request,
    action: 'member.role-kept',
    target: { kind: 'member', id: member.userId, label: `${member.name} <${member.email}>` },
    after: {
      role: member.role,
      groupsSay: role,
      because: isLastReady ? 'nobody else has emergency access' : 'an organization needs an Admin',
    },
  });
}
