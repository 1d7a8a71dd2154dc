import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { deleteMembership } from '@/lib/orgs/member-repository';
import { withOrg } from '@/lib/platform/db';
import { isCheckViolation } from '@/lib/platform/db-errors';
import { departuresOf } from '../../support/departures';
import { codeOf, createWorld, type Person, type Tenant, type World } from '../../support/tenants';

const changeRole = changeRoleWith(keysOfMember, invitationsOfInviter);

let world: World;
let org: Tenant;
let departures: ReturnType<typeof departuresOf>;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  departures = departuresOf(world, org);
});
afterAll(() => world.close());

const demote = async (who: Person, by: Person) => {
  const standing = { role: 'admin', teamIds: [], sessionId: await world.sessionOf(by) } as const;
  const grant = org.grantFor(by, standing, 'member.update-role');
  return changeRole(world.deps, grant, { userId: who.userId, role: 'developer' });
};

describe('the last Admin', () => {
  test('is neither demoted nor removed, and does not leave', async () => {
    const { admin } = org.people;
    expect(await codeOf(demote(admin, admin))).toBe('last-admin');
    expect(await codeOf(departures.leave(admin, 'admin'))).toBe('last-admin');
    expect((await departures.previewOwn(admin, 'admin')).decision).toBe('last-admin');
    // Somebody who was an Admin a moment ago is none any more, and removes nobody.
    const former = await departures.join('Former Admin', 'admin');
    await demote(former, admin);
    expect(await codeOf(departures.remove(admin, {}, former))).toBe('forbidden');
    expect(await departures.adminCount()).toBe(1);
  });

  test('stays though every use case forgot to ask: the database refuses at commit', async () => {
    const { organizationId } = org;
    const work = withOrg(world.deps.db, organizationId, (tx) =>
      deleteMembership(tx, organizationId, org.people.admin.userId),
    );
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(isCheckViolation(error, 'memberships_last_admin')).toBe(true);
    expect(await departures.adminCount()).toBe(1);
  });

  test('cannot be deleted as a person either, not even by the owner of the tables', async () => {
    const { userId } = org.people.admin;
    await expect(
      world.owner.query('DELETE FROM users WHERE id = $1', [userId]),
    ).rejects.toMatchObject({ code: '23001' });
    await world.owner.query('BEGIN');
    await world.owner.query('DELETE FROM memberships WHERE user_id = $1', [userId]);
    await world.owner.query('DELETE FROM users WHERE id = $1', [userId]);
    await expect(world.owner.query('COMMIT')).rejects.toThrow('memberships_last_admin');
    expect(await departures.adminCount()).toBe(1);
  });

  test('goes with the organization itself', async () => {
    await world.owner.query('DELETE FROM organizations WHERE id = $1', [org.organizationId]);
    expect(await departures.adminCount()).toBe(0);
  });
});

/** What one of two Admins can do to end being one, or to end the other's being one. */
type Act = (self: Person, other: Person) => Promise<unknown>;
const acts: Record<string, Act> = {
  'removes the other': (self, other) => departures.remove(other, {}, self),
  leaves: (self) => departures.leave(self, 'admin'),
  'demotes the other': (self, other) => demote(other, self),
  'demotes themselves': (self) => demote(self, self),
};
const pairs = Object.keys(acts).flatMap((first, index) =>
  Object.keys(acts)
    .slice(index)
    .map((second) => [first, second] as const),
);

describe('of two Admins at the same moment', () => {
  test.each(pairs)('one %s and one %s: an Admin stays', async (first, second) => {
    for (let round = 0; round < 3; round += 1) {
      org = await world.tenant(`Duel ${round}`);
      departures = departuresOf(world, org);
      const one = org.people.admin;
      const other = await departures.join('Other Admin', 'admin');
      const results = await Promise.allSettled([
        acts[first]!(one, other),
        acts[second]!(other, one),
      ]);
      expect(await departures.adminCount()).toBeGreaterThanOrEqual(1);
      expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
      for (const result of results) {
        if (result.status === 'fulfilled') continue;
        expect(result.reason).toMatchObject({
          // Looking is part of what the dialog does, and may come too late as well. Whoever was removed is signed out.
          code: expect.stringMatching(
            /^(last-admin|not-found|forbidden|changed|reauthentication-required)$/,
          ) as string,
        });
      }
    }
  });
});

test('twenty acts at once that together would end every Admin leave at least one', async () => {
  const admins = [org.people.admin];
  for (let n = 0; n < 4; n += 1) admins.push(await departures.join(`Admin ${n}`, 'admin'));
  const all = admins.flatMap((self, index) => {
    const next = admins[(index + 1) % admins.length]!;
    return Object.values(acts).map((act) => act(self, next));
  });
  expect(all).toHaveLength(20);
  const results = await Promise.allSettled(all);
  expect(await departures.adminCount()).toBeGreaterThanOrEqual(1);
  const codes = results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as { code?: string }).code ?? 'a failure'] : [],
  );
  const refusals = /^(last-admin|not-found|forbidden|changed|reauthentication-required)$/;
  expect(codes.filter((code) => !refusals.test(code))).toEqual([]);
});
