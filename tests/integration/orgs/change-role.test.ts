import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { listApiKeys } from '@/lib/api-keys/list-api-keys';
import { createApiKeySchema, listApiKeysSchema } from '@/lib/api-keys/schema';
import type { Role } from '@/lib/authz/permissions';
import { addMember } from '@/lib/orgs/add-member';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { updateRole } from '@/lib/orgs/member-repository';
import { previewRoleChangeWith } from '@/lib/orgs/preview-role-change';
import { withOrg } from '@/lib/platform/db';
import { isCheckViolation } from '@/lib/platform/db-errors';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '../../support/tenants';

const changeRole = changeRoleWith(keysOfMember, invitationsOfInviter);
const previewRoleChange = previewRoleChangeWith(keysOfMember, invitationsOfInviter);

let world: World;
let org: Tenant;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
});
afterAll(() => world.close());

const as = async (person: Person) => {
  const sessionId = await world.sessionOf(person);
  return org.grantFor(person, { role: 'admin', teamIds: [], sessionId }, 'member.update-role');
};
const change = async (userId: string, role: Role, by = org.people.admin) =>
  changeRole(world.deps, await as(by), { userId, role });

async function secondAdmin(): Promise<Person> {
  const person = await world.person('Second Admin');
  const grant = org.grant('admin', 'member.add');
  await addMember(world.deps, grant, { userId: person.userId, role: 'admin', teamIds: [] });
  return person;
}

async function rolesNow(): Promise<string[]> {
  const { rows } = await world.owner.query<{ role: string }>(
    'SELECT role FROM memberships WHERE organization_id = $1 ORDER BY role',
    [org.organizationId],
  );
  return rows.map(({ role }) => role);
}

async function keyOf(who: Person, role: Role, name: string, teamId = org.teams.default) {
  const grant = org.grantFor(who, { role, teamIds: [org.teams.default] }, 'api-key.create');
  const input = createApiKeySchema.parse({ name, environment: 'staging', teamId });
  return createApiKey(world.deps, grant, input);
}

async function statesOf(): Promise<Record<string, string>> {
  const grant = org.grant('admin', 'api-key.read');
  const { items } = await listApiKeys(world.deps, grant, listApiKeysSchema.parse({}));
  return Object.fromEntries(items.map(({ name, state }) => [name, state]));
}

describe('changeRole', () => {
  test('changes the role, with before and after in the log', async () => {
    const { userId } = org.people['read-only'];
    await change(userId, 'billing-manager');
    expect((await auditOf(world, org.organizationId)).at(-1)).toMatchObject({
      action: 'member.role-changed',
      target_id: userId,
      before: { role: 'read-only' },
      after: { role: 'billing-manager' },
    });
  });

  test('the last Admin cannot be demoted, not by themselves either', async () => {
    expect(await codeOf(change(org.people.admin.userId, 'developer'))).toBe('last-admin');
    const preview = await previewRoleChange(world.deps, await as(org.people.admin), {
      userId: org.people.admin.userId,
      role: 'developer',
    });
    expect(preview.decision).toBe('last-admin');
  });

  test('two Admins who demote each other at once leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      org = await world.tenant(`Duel ${round}`);
      const first = org.people.admin;
      const second = await secondAdmin();
      const results = await Promise.allSettled([
        change(second.userId, 'developer', first),
        change(first.userId, 'developer', second),
      ]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await rolesNow()).filter((role) => role === 'admin')).toHaveLength(1);
    }
  });

  test('twenty at once that would leave no Admin leave one', async () => {
    const admins = [org.people.admin];
    for (let n = 0; n < 9; n += 1) admins.push(await secondAdmin());
    await Promise.allSettled(
      admins.flatMap((admin) => [
        change(admin.userId, 'read-only', admin),
        change(admin.userId, 'developer', admin),
      ]),
    );
    expect((await rolesNow()).filter((role) => role === 'admin')).toHaveLength(1);
  });

  test('the database has the last word at commit, should a path forget to ask', async () => {
    const { organizationId } = org;
    const { userId } = org.people.admin;
    const work = withOrg(world.deps.db, organizationId, (tx) =>
      updateRole(tx, organizationId, userId, 'developer', world.deps.clock.now()),
    );
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(isCheckViolation(error, 'needs an Admin')).toBe(true);
    expect(await rolesNow()).toContain('admin');
  });

  // Else an open session turns every other Admin into somebody whom it may remove without a proof.
  test('taking the Admin role from somebody else takes a fresh proof of identity; one’s own does not', async () => {
    const second = await secondAdmin();
    const { admin } = org.people;
    const grant = org.grantFor(admin, { role: 'admin', teamIds: [] }, 'member.update-role');
    const demote = (who: Person) =>
      changeRole(world.deps, grant, { userId: who.userId, role: 'read-only' });
    expect(await codeOf(demote(second))).toBe('reauthentication-required');
    await change(second.userId, 'read-only');
    await change(second.userId, 'admin');
    await demote(admin);
    expect((await rolesNow()).filter((role) => role === 'admin')).toHaveLength(1);
  });

  test('making somebody an Admin takes a fresh proof of identity; a lesser role for who is none does not', async () => {
    const { developer, admin } = org.people;
    const grant = org.grantFor(admin, { role: 'admin', teamIds: [] }, 'member.update-role');
    const make = (role: Role) => changeRole(world.deps, grant, { userId: developer.userId, role });
    expect(await codeOf(make('admin'))).toBe('reauthentication-required');
    await make('read-only');
    expect(await rolesNow()).not.toContain('developer');
  });

  test('as many keys as an organization may have are settled in time, and woken again', async () => {
    const { developer } = org.people;
    await world.owner.query(
      `INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, status, created_at, updated_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'general', 'key ' || n, 'staging', 'active', now(), now() FROM generate_series(1, 1000) n`,
      [org.organizationId, org.teams.default, developer.userId],
    );
    expect((await change(developer.userId, 'read-only')).suspended).toHaveLength(1_000);
    expect((await change(developer.userId, 'developer')).resumed).toHaveLength(1_000);
    const events = await auditOf(world, org.organizationId);
    const of = (action: string) => events.filter((event) => event.action === action).length;
    expect([of('api-key.suspended'), of('api-key.resumed')]).toEqual([1_000, 1_000]);
  });

  test('an Admin who was demoted meanwhile grants nothing any more', async () => {
    const former = await secondAdmin();
    await change(former.userId, 'developer');
    expect(await codeOf(change(former.userId, 'admin', former))).toBe('forbidden');
  });

  test('somebody of another organization is not found, as one who does not exist', async () => {
    const elsewhere = await world.tenant('Elsewhere');
    const foreign = await refusalOf(change(elsewhere.people.developer.userId, 'read-only'));
    const missing = await refusalOf(change(world.deps.ids.next(), 'read-only'));
    expect([foreign.code, foreign.publicMessage]).toEqual([missing.code, missing.publicMessage]);
    expect(foreign.code).toBe('not-found');
  });

  test.each(rolesThatLack('member.update-role'))('%s may not', (role) => {
    expect(isTurnedAway(org, role, 'member.update-role')).toBe(true);
  });

  test('a failing audit write takes the role and the keys with it', async () => {
    const { developer } = org.people;
    await keyOf(developer, 'developer', 'one');
    await withoutAudit(world, () =>
      expect(change(developer.userId, 'read-only')).rejects.toThrow(),
    );
    expect(await rolesNow()).toContain('developer');
    expect(await statesOf()).toEqual({ one: 'active' });
  });
});

describe('the keys of a member whose role changes', () => {
  test('are listed first, suspended with the right, and work again when it returns', async () => {
    const { developer } = org.people;
    await keyOf(developer, 'developer', 'one');
    const off = await keyOf(developer, 'developer', 'off');
    const update = org.grant('admin', 'api-key.update');
    await disableApiKey(world.deps, update, { keyId: off.keyId });

    const input = { userId: developer.userId, role: 'read-only' } as const;
    const preview = await previewRoleChange(world.deps, await as(org.people.admin), input);
    expect(preview).toMatchObject({ from: 'developer', to: 'read-only', decision: 'change' });
    expect(preview.suspended).toMatchObject([
      { name: 'one', environment: 'staging', teamName: 'Default' },
    ]);
    expect(await statesOf()).toEqual({ one: 'active', off: 'disabled' });

    const changed = await change(developer.userId, 'read-only');
    expect(changed.suspended).toEqual(preview.suspended);
    expect(await statesOf()).toEqual({ one: 'suspended', off: 'disabled' });
    expect(await codeOf(enableApiKey(world.deps, update, { keyId: off.keyId }))).toBe('conflict');

    expect((await change(developer.userId, 'developer')).resumed).toEqual(preview.suspended);
    expect(await statesOf()).toEqual({ one: 'active', off: 'disabled' });
    const actions = (await auditOf(world, org.organizationId)).map(({ action }) => action);
    expect(actions.filter((action) => /suspended|resumed/.test(action))).toEqual([
      'api-key.suspended',
      'api-key.resumed',
    ]);
  });

  test('an Admin who becomes a Developer keeps those in their own teams', async () => {
    const admin = await secondAdmin();
    await keyOf(admin, 'admin', 'own');
    await keyOf(admin, 'admin', 'foreign', org.teams.other);
    await change(admin.userId, 'developer');
    expect(await statesOf()).toEqual({ own: 'active', foreign: 'suspended' });
  });

  test('no key slips in while its owner is being demoted', async () => {
    for (let round = 0; round < 5; round += 1) {
      org = await world.tenant(`Race ${round}`);
      const { developer } = org.people;
      await Promise.allSettled([
        ...Array.from({ length: 10 }, (_, n) => keyOf(developer, 'developer', `k${n}`)),
        change(developer.userId, 'read-only'),
      ]);
      expect(Object.values(await statesOf())).not.toContain('active');
    }
  });
});
