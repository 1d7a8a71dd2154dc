import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { roles } from '@/lib/authz/permissions';
import { findOwnHeirs } from '@/lib/orgs/find-heirs';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { departuresOf } from '../../support/departures';
import { teamsOf } from '../../support/teams';
import { mailsOf } from '../../support/tenant-mails';
import {
  auditOf,
  codeOf,
  createWorld,
  refusalOf,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '../../support/tenants';

let world: World;
let org: Tenant;
let departures: ReturnType<typeof departuresOf>;
let teams: ReturnType<typeof teamsOf>;
let dora: Person;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  departures = departuresOf(world, org);
  teams = teamsOf(world, org);
  dora = org.people.developer;
});
afterAll(() => world.close());

const key = (name: string, who = dora) => teams.key(who, name, { teamId: org.teams.default });
const statuses = async (): Promise<Record<string, string>> => {
  const { rows } = await world.owner.query<{ name: string; status: string; owner: string }>(
    `SELECT k.name, k.status, u.name AS owner FROM api_keys k JOIN users u ON u.id = k.owner_user_id
      WHERE k.organization_id = $1`,
    [org.organizationId],
  );
  return Object.fromEntries(rows.map(({ name, status, owner }) => [name, `${status}, ${owner}`]));
};
const isSignedIn = async ({ userId }: Person): Promise<boolean> => {
  const { rows } = await world.owner.query(
    'SELECT 1 FROM sessions WHERE user_id = $1 AND revoked_at IS NULL',
    [userId],
  );
  return rows.length > 0;
};

test.each(roles.filter((role) => role !== 'admin'))(
  '%s leaves, with an event, and stays signed in',
  async (role) => {
    const person = org.people[role];
    await departures.leave(person, role);
    expect(Object.keys(await departures.members())).not.toContain(person.name);
    expect(await isSignedIn(person)).toBe(true);
    expect((await auditOf(world, org.organizationId)).at(-1)).toMatchObject({
      action: 'member.left',
      actor_id: person.userId,
      target_id: person.userId,
      before: { role, teams: ['Default'] },
      after: { keys: 'none', invitations: 'none' },
    });
    expect(await listMyOrganizations(world.deps, world.personGrant(person))).toEqual([]);
  },
);

test('an Admin leaves others behind who are Admins, and hands invitations over to one of them or ends them', async () => {
  const second = await departures.join('Second Admin', 'admin');
  await departures.invite(org.people.admin, 'kept@example.com');
  const nobody = await refusalOf(
    departures.leave(org.people.admin, 'admin', { invitations: 'hand-over' }),
  );
  expect(nobody.fieldErrors).toHaveProperty('inviterId');
  for (const { userId } of [dora, org.people.admin, await world.person()]) {
    const refused = await refusalOf(
      departures.leave(org.people.admin, 'admin', { invitations: 'hand-over', inviterId: userId }),
    );
    expect(refused.fieldErrors).toHaveProperty('inviterId');
  }
  await world.owner.query('DELETE FROM outbox_mails');
  await departures.leave(org.people.admin, 'admin', {
    invitations: 'hand-over',
    inviterId: second.userId,
  });
  expect(await departures.invitations()).toEqual({ 'kept@example.com': 'waits, by Second Admin' });
  expect(await mailsOf(world, second)).toMatchObject([
    { template: 'handed-over', from: 'Adele Admin', change: 'left', keys: [], invitations: 1 },
  ]);
  expect(await mailsOf(world, org.people.admin)).toEqual([]);
});

test('invitations end unless something else was chosen', async () => {
  await departures.join('Second Admin', 'admin');
  await departures.invite(org.people.admin, 'ends@example.com');
  await departures.leave(org.people.admin, 'admin');
  expect(await departures.invitations()).toEqual({ 'ends@example.com': 'revoked' });
});

test('keys are handed over or revoked, as when somebody is removed', async () => {
  const heir = await departures.join('Hella Heir', 'developer');
  const given = await key('given');
  await key('ended');
  await departures.leave(dora, 'developer', {
    keys: 'revoke',
    exceptions: [{ keyId: given.keyId, fate: 'hand-over', newOwnerId: heir.userId }],
  });
  expect(await statuses()).toEqual({
    given: 'active, Hella Heir',
    ended: `revoked, ${dora.name}`,
  });
});

test('nobody wakes a key that they may no longer hold by giving it away: it is off until its new owner enables it', async () => {
  await key('asleep');
  await world.owner.query(
    `UPDATE memberships SET role = 'read-only' WHERE organization_id = $1 AND user_id = $2`,
    [org.organizationId, dora.userId],
  );
  await world.owner.query(`UPDATE api_keys SET status = 'suspended' WHERE organization_id = $1`, [
    org.organizationId,
  ]);
  await departures.leave(dora, 'read-only', {
    keys: 'hand-over',
    newOwnerId: org.people.admin.userId,
  });
  expect(await statuses()).toEqual({ asleep: 'disabled, Adele Admin' });
});

test('what came since the dialog was opened is not settled unseen', async () => {
  const { seen } = await departures.previewOwn(dora, 'developer');
  await key('late');
  expect(await codeOf(departures.leave(dora, 'developer', { seen, keys: 'revoke' }))).toBe(
    'changed',
  );
  expect(await statuses()).toEqual({ late: `active, ${dora.name}` });
});

test('who leaves finds who could take over, and not themselves', async () => {
  const { people } = await findOwnHeirs(world.deps, org.grant('developer', 'organization.leave'), {
    duty: 'keys',
    teamIds: [org.teams.default],
    search: undefined,
  });
  expect(people.map(({ name }) => name)).toEqual(['Adele Admin']);
});

test('a failing audit write takes the leaving with it', async () => {
  await key('one');
  const choice = { keys: 'hand-over', newOwnerId: org.people.admin.userId };
  await withoutAudit(world, () =>
    expect(departures.leave(dora, 'developer', choice)).rejects.toThrow(),
  );
  expect(await departures.members()).toHaveProperty(dora.name);
  expect(await statuses()).toEqual({ one: `active, ${dora.name}` });
});

test('leaving twice at once is leaving once', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => departures.leave(dora, 'developer')),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const left = (await auditOf(world, org.organizationId)).filter(
    ({ action }) => action === 'member.left',
  );
  expect(left).toHaveLength(1);
});
