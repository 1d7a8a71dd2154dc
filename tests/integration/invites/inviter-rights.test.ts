import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import type { Role } from '@/lib/authz/permissions';
import { acceptInvitation } from '@/lib/invites/accept-invitation';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { resendInvitation } from '@/lib/invites/resend-invitation';
import { restoreInvitation, revokeInvitation } from '@/lib/invites/revoke-invitation';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { previewRoleChangeWith } from '@/lib/orgs/preview-role-change';
import { departuresOf } from '@/tests/support/departures';
import {
  auditOf,
  codeOf,
  createWorld,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

const changeRole = changeRoleWith(keysOfMember, invitationsOfInviter);
const previewRoleChange = previewRoleChangeWith(keysOfMember, invitationsOfInviter);

let world: World;
let org: Tenant;
let departures: ReturnType<typeof departuresOf>;
let inviter: Person;
let guest: Person;
let invitationId: string;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  departures = departuresOf(world, org);
  inviter = await departures.join('Ina Inviter', 'admin');
  guest = await world.person('Greta Guest');
  ({ invitationId } = await departures.invite(inviter, guest.email));
});
afterAll(() => world.close());

const as = (who: Person) => org.grantFor(who, { role: 'admin', teamIds: [] }, 'member.update-role');
const change = async (who: Person, role: Role, by = org.people.admin) => {
  const standing = { role: 'admin', teamIds: [], sessionId: await world.sessionOf(by) } as const;
  const grant = org.grantFor(by, standing, 'member.update-role');
  return changeRole(world.deps, grant, { userId: who.userId, role });
};
const accept = () => acceptInvitation(world.deps, world.personGrant(guest), { invitationId });
const events = async (action: string) =>
  (await auditOf(world, org.organizationId)).filter((event) => event.action === action);
/** As if some way had taken the inviter's right and forgotten what waits. */
const demoteUnseen = () =>
  world.owner.query(
    `UPDATE memberships SET role = 'developer' WHERE organization_id = $1 AND user_id = $2`,
    [org.organizationId, inviter.userId],
  );

test('an Admin who is demoted has their invitations taken over by who demotes them, told before and in the log', async () => {
  const preview = await previewRoleChange(world.deps, as(org.people.admin), {
    userId: inviter.userId,
    role: 'developer',
  });
  expect(preview.invitations).toEqual({ fate: 'hand-over', count: 1, emails: [guest.email] });
  await change(inviter, 'developer');
  expect(await departures.invitations()).toEqual({ [guest.email]: 'waits, by Adele Admin' });
  expect(await events('invitation.handed-over')).toMatchObject([
    {
      actor_id: org.people.admin.userId,
      target_id: invitationId,
      before: { invitedBy: `Ina Inviter <${inviter.email}>` },
      after: {
        invitedBy: `Adele Admin <${org.people.admin.email}>`,
        because: 'the role of Ina Inviter is now Developer',
      },
    },
  ]);
  await accept();
  expect(await departures.members()).toHaveProperty('Greta Guest');
});

test('an Admin who demotes themselves leaves nobody to answer, so their invitations end', async () => {
  const preview = await previewRoleChange(world.deps, as(inviter), {
    userId: inviter.userId,
    role: 'read-only',
  });
  expect(preview.invitations).toMatchObject({ fate: 'revoke', count: 1 });
  await change(inviter, 'read-only', inviter);
  expect(await departures.invitations()).toEqual({ [guest.email]: 'revoked' });
  expect((await events('invitation.revoked'))[0]?.after).toEqual({
    because: 'the role of Ina Inviter is now Read-Only',
  });
  expect(await codeOf(accept())).toBe('link-invalid');
});

test('a change that keeps the right touches no invitation', async () => {
  await change(org.people.developer, 'read-only');
  expect(await departures.invitations()).toEqual({ [guest.email]: 'waits, by Ina Inviter' });
});

test('an invitation whose inviter lost the right some other way lets nobody in, until an Admin sends it again', async () => {
  await demoteUnseen();
  expect(await codeOf(accept())).toBe('link-invalid');
  await resendInvitation(world.deps, org.grant('admin', 'invitation.create'), { invitationId });
  expect(await departures.invitations()).toEqual({ [guest.email]: 'waits, by Adele Admin' });
  await accept();
  expect(await departures.members()).toHaveProperty('Greta Guest');
});

test('neither does one whose inviter is gone', async () => {
  await world.owner.query('DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2', [
    org.organizationId,
    inviter.userId,
  ]);
  expect(await codeOf(accept())).toBe('link-invalid');
});

test('who takes a revocation back answers for the invitation from then on', async () => {
  await revokeInvitation(world.deps, org.grant('admin', 'invitation.revoke'), { invitationId });
  await demoteUnseen();
  await restoreInvitation(world.deps, org.grant('admin', 'invitation.revoke'), { invitationId });
  expect(await departures.invitations()).toEqual({ [guest.email]: 'waits, by Adele Admin' });
  await accept();
});

test('while the inviter is demoted and removed, the guest gets in before it or not at all', async () => {
  const results = await Promise.allSettled([
    departures.remove(inviter),
    accept(),
    change(inviter, 'developer'),
  ]);
  const isIn = 'Greta Guest' in (await departures.members());
  expect(isIn).toBe(results[1].status === 'fulfilled');
  if (!isIn)
    expect(Object.values(await departures.invitations())).not.toContain('waits, by Ina Inviter');
});

test('a failing audit write leaves the invitation with its inviter, and the role as it was', async () => {
  await withoutAudit(world, () => expect(change(inviter, 'developer')).rejects.toThrow());
  expect(await departures.invitations()).toEqual({ [guest.email]: 'waits, by Ina Inviter' });
});
