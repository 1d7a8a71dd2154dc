import { keysOfDeparting } from '@/lib/api-keys/keys-of-departing';
import type { Role } from '@/lib/authz/permissions';
import { createInvitation } from '@/lib/invites/create-invitation';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { createInvitationSchema } from '@/lib/invites/schema';
import { addMember } from '@/lib/orgs/add-member';
import { leaveOrganizationSchema, removeMemberSchema } from '@/lib/orgs/departure-schema';
import { leaveOrganizationWith } from '@/lib/orgs/leave-organization';
import { previewLeaveWith, previewRemoveMemberWith } from '@/lib/orgs/preview-departure';
import { removeMemberWith } from '@/lib/orgs/remove-member';
import type { Person, Tenant, World } from './tenants';

const parts = { keys: keysOfDeparting, invitations: invitationsOfInviter };
const removeMember = removeMemberWith(parts);
const leaveOrganization = leaveOrganizationWith(parts);
const previewRemoveMember = previewRemoveMemberWith(parts);
const previewLeave = previewLeaveWith(parts);

/** What tests of members who go do over and over, in one tenant of a world. */
export function departuresOf(world: World, org: Tenant) {
  const { deps } = world;
  const as = async (who: Person, role: Role) => ({
    role,
    teamIds: [org.teams.default],
    sessionId: await world.sessionOf(who),
  });
  const remover = async (by: Person) => org.grantFor(by, await as(by, 'admin'), 'member.remove');
  const leaver = async (who: Person, role: Role) =>
    org.grantFor(who, await as(who, role), 'organization.leave');
  const preview = async (who: Person, by = org.people.admin) =>
    previewRemoveMember(deps, await remover(by), { userId: who.userId });
  const previewOwn = async (who: Person, role: Role) => previewLeave(deps, await leaver(who, role));
  return {
    preview,
    previewOwn,
    /** Removes somebody as the dialog does it: what hangs on them is looked at first. */
    remove: async (who: Person, choice: object = {}, by = org.people.admin) => {
      const { seen } = await preview(who, by);
      const input = removeMemberSchema.parse({ userId: who.userId, seen, ...choice });
      return removeMember(deps, await remover(by), input);
    },
    leave: async (who: Person, role: Role, choice: object = {}) => {
      const { seen } = await previewOwn(who, role);
      const input = leaveOrganizationSchema.parse({ seen, ...choice });
      return leaveOrganization(deps, await leaver(who, role), input);
    },
    join: async (name: string, role: Role, teamIds: string[] = []): Promise<Person> => {
      const person = await world.person(name);
      const grant = org.grant('admin', 'member.add');
      await addMember(deps, grant, { userId: person.userId, role, teamIds });
      return person;
    },
    invite: async (by: Person, email: string, role: Role = 'developer') =>
      createInvitation(
        deps,
        org.grantFor(by, await as(by, 'admin'), 'invitation.create'),
        createInvitationSchema.parse({ email, role }),
      ),
    /** Everybody who is in the organization, by name. */
    members: async (): Promise<Record<string, string>> => {
      const { rows } = await world.owner.query<{ name: string; role: string }>(
        `SELECT u.name, m.role FROM memberships m JOIN users u ON u.id = m.user_id
          WHERE m.organization_id = $1`,
        [org.organizationId],
      );
      return Object.fromEntries(rows.map(({ name, role }) => [name, role]));
    },
    adminCount: async (): Promise<number> => {
      const { rows } = await world.owner.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM memberships WHERE organization_id = $1 AND role = 'admin'`,
        [org.organizationId],
      );
      return rows[0]!.count;
    },
    /** Each invitation by its address: what became of it, and who answers for it. */
    invitations: async (): Promise<Record<string, string>> => {
      const { rows } = await world.owner.query<{ email: string; ended: boolean; by: string }>(
        `SELECT email, revoked_at IS NOT NULL AS ended, invited_by_name AS by FROM invitations
          WHERE organization_id = $1`,
        [org.organizationId],
      );
      return Object.fromEntries(
        rows.map(({ email, ended, by }) => [email, ended ? 'revoked' : `waits, by ${by}`]),
      );
    },
  };
}
