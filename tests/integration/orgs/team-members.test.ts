import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { authorize } from '@/lib/authz/authorize';
import { addMember } from '@/lib/orgs/add-member';
import { addTeamMembersWith } from '@/lib/orgs/add-team-members';
import { findTeamCandidates } from '@/lib/orgs/find-team-candidates';
import { listTeamMembers } from '@/lib/orgs/list-team-members';
import { previewRemoveTeamMemberWith } from '@/lib/orgs/preview-remove-team-member';
import { removeTeamMemberWith } from '@/lib/orgs/remove-team-member';
import { addTeamMembersSchema, listTeamMembersSchema } from '@/lib/orgs/team-schema';
import { asSystem } from '@/lib/platform/db';
import { findSession } from '@/lib/sessions/find-session';
import { openSession } from '@/lib/sessions/open-session';
import { testRequest } from '../../support/deps';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  rolesThatLack,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '../../support/tenants';
import { teamsOf } from '../../support/teams';

const addTeamMembers = addTeamMembersWith(keysOfMember);
const removeTeamMember = removeTeamMemberWith(keysOfMember);
const previewRemove = previewRemoveTeamMemberWith(keysOfMember);

let world: World;
let org: Tenant;
let teams: ReturnType<typeof teamsOf>;
let teamId: string;
let devon: Person;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  teams = teamsOf(world, org);
  teamId = org.teams.other;
  devon = org.people.developer;
});
afterAll(() => world.close());

const grant = () => org.grant('admin', 'team.update-members');
const remove = (userId: string, from = teamId) =>
  removeTeamMember(world.deps, grant(), { teamId: from, userId });
const members = async (fields: object = {}) =>
  listTeamMembers(
    world.deps,
    org.grant('read-only', 'team.read'),
    listTeamMembersSchema.parse({ teamId, ...fields }),
  );
const lastEvent = async () => (await auditOf(world, org.organizationId)).at(-1);

/** What a request of somebody finds, as each request asks it. */
async function nextRequestOf(who: Person) {
  const { token } = await asSystem(world.deps.db, 'sign-in', (tx) =>
    openSession(world.deps, tx, {
      ...{ userId: who.userId, method: 'password', request: testRequest(), previousToken: null },
    }),
  );
  return async () => {
    const session = await findSession(world.deps, token, org.slug);
    const { role, teamIds, organizationId } = session!.membership!;
    return {
      ...{ userId: who.userId, userLabel: who.name, sessionId: null, sessionMethod: 'password' },
      ...{ organizationId, role, teamIds, isBeingDeleted: false },
      request: testRequest(),
    };
  };
}

describe('addTeamMembers', () => {
  test('puts members into the team, beside the teams that they are in, each with an event', async () => {
    const bill = org.people['billing-manager'];
    expect(await teams.add(teamId, devon, bill)).toEqual({ teamId, added: 2 });
    expect(await teams.teamsOf(devon)).toEqual(['Default', 'Research']);
    expect(await lastEvent()).toMatchObject({
      action: 'team.member-added',
      target_id: teamId,
      target_label: 'Research',
      after: { member: `${bill.name} <${bill.email}>` },
    });
    const events = (await auditOf(world, org.organizationId)).length;
    expect(await teams.add(teamId, devon)).toEqual({ teamId, added: 0 });
    expect(await auditOf(world, org.organizationId)).toHaveLength(events);
  });

  test('twenty at once add one person once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => teams.add(teamId, devon)));
    const added = (await auditOf(world, org.organizationId)).filter(
      ({ action }) => action === 'team.member-added',
    );
    expect(added).toHaveLength(1);
  });

  test('a person outside the organization, and a team of another one, are refused', async () => {
    const stranger = await world.person();
    const globex = await world.tenant('Globex');
    expect(await codeOf(teams.add(teamId, devon, stranger))).toBe('invalid-input');
    expect(await teams.teamsOf(devon)).toEqual(['Default']);
    expect(await codeOf(teams.add(teamId, globex.people.developer))).toBe('invalid-input');
    expect(await codeOf(teams.add(globex.teams.other, devon))).toBe('not-found');
  });

  test('a failing audit write leaves everybody where they were', async () => {
    await withoutAudit(world, () => expect(teams.add(teamId, devon)).rejects.toThrow());
    expect(await teams.teamsOf(devon)).toEqual(['Default']);
  });

  test('an Admin who lost that role while waiting adds nobody', async () => {
    const as = { role: 'admin', teamIds: [] } as const;
    const stale = org.grantFor(devon, as, 'team.update-members');
    const adding = addTeamMembers(world.deps, stale, { teamId, userIds: [devon.userId] });
    expect(await codeOf(adding)).toBe('forbidden');
  });

  test.each([
    ['nobody', []],
    ['what is no id', ['x']],
    ['101 at once', Array.from({ length: 101 }, () => crypto.randomUUID())],
  ])('%s is refused', (_, userIds) => {
    expect(addTeamMembersSchema.safeParse({ teamId, userIds }).success).toBe(false);
  });

  test.each(rolesThatLack('team.update-members'))('%s may not', (role) => {
    expect(isTurnedAway(org, role, 'team.update-members')).toBe(true);
  });
});

describe('removeTeamMember', () => {
  beforeEach(() => teams.add(teamId, devon));

  test('suspends the keys that they held there, which the team’s other Developers still manage', async () => {
    const mate = await world.person('Mate');
    await addMember(world.deps, org.grant('admin', 'member.add'), {
      ...{ userId: mate.userId, role: 'developer', teamIds: [teamId] },
    });
    const { keyId } = await teams.key(devon, 'shared', { teamId });
    await teams.key(devon, 'elsewhere', { teamId: org.teams.default });
    const foreseen = await previewRemove(world.deps, grant(), { teamId, userId: devon.userId });
    expect(foreseen.suspended.map(({ name }) => name)).toEqual(['shared']);
    await remove(devon.userId);
    expect(await teams.keys()).toEqual({
      shared: 'suspended in Research',
      elsewhere: 'active in Default',
    });
    const trail = (await auditOf(world, org.organizationId)).slice(-2);
    expect(trail.map(({ action }) => action)).toEqual(['team.member-removed', 'api-key.suspended']);
    expect(trail[1]?.after).toMatchObject({ because: 'the owner left the team Research' });
    const as = { role: 'developer', teamIds: [teamId] } as const;
    const mates = org.grantFor(mate, as, 'api-key.revoke');
    expect(await revokeApiKey(world.deps, mates, { keyId })).toMatchObject({ state: 'revoked' });
  });

  test('coming back wakes them', async () => {
    await teams.key(devon, 'shared', { teamId });
    await remove(devon.userId);
    await teams.add(teamId, devon);
    expect(await teams.keys()).toEqual({ shared: 'active in Research' });
  });

  test('counts from the very next request of the same session', async () => {
    const { keyId } = await teams.key(devon, 'shared', { teamId });
    const next = await nextRequestOf(devon);
    expect((await next()).teamIds).toContain(teamId);
    await remove(devon.userId);
    const after = await next();
    expect(after.teamIds).toEqual([org.teams.default]);
    const revoking = revokeApiKey(world.deps, authorize(after, 'api-key.revoke'), { keyId });
    expect(await codeOf(revoking)).toBe('forbidden');
    await teams.add(teamId, devon);
    const back = authorize(await next(), 'api-key.revoke');
    expect(await revokeApiKey(world.deps, back, { keyId })).toMatchObject({ state: 'revoked' });
  });

  test('nobody leaves their only team, though two Admins take them out of both at once', async () => {
    const tries = await Promise.allSettled([
      remove(devon.userId),
      remove(devon.userId, org.teams.default),
    ]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = await teams.teamsOf(devon);
    expect(left).toHaveLength(1);
    const last = left[0] === 'Default' ? org.teams.default : teamId;
    expect(await codeOf(remove(devon.userId, last))).toBe('conflict');
    const { decision } = await previewRemove(world.deps, grant(), {
      ...{ teamId: last, userId: devon.userId },
    });
    expect(decision).toBe('only-team');
  });

  test('who is not in the team, in no team of ours, or in another organization, is not found', async () => {
    const globex = await world.tenant('Globex');
    expect(await codeOf(remove(org.people['read-only'].userId))).toBe('not-found');
    expect(await codeOf(remove(globex.people.developer.userId))).toBe('not-found');
    expect(await codeOf(remove(devon.userId, globex.teams.default))).toBe('not-found');
    expect(await teams.teamsOf(devon)).toEqual(['Default', 'Research']);
  });

  test('a failing audit write leaves the member in the team', async () => {
    await teams.key(devon, 'shared', { teamId });
    await withoutAudit(world, () => expect(remove(devon.userId)).rejects.toThrow());
    expect(await teams.teamsOf(devon)).toEqual(['Default', 'Research']);
    expect(await teams.keys()).toEqual({ shared: 'active in Research' });
  });
});

describe('listTeamMembers and findTeamCandidates', () => {
  test('page and find who is in, and offer who is not', async () => {
    await teams.add(teamId, devon, org.people.admin);
    const first = await members({ limit: 1 });
    expect(first.items.map(({ name }) => name)).toEqual(['Adele Admin']);
    const second = await members({ limit: 1, cursor: first.nextCursor });
    expect(second.items.map(({ name }) => name)).toEqual(['Devon Developer']);
    expect(second.nextCursor).toBeNull();
    expect((await members({ search: 'DEVON' })).items).toHaveLength(1);
    const offered = await findTeamCandidates(world.deps, grant(), { teamId, search: undefined });
    expect(offered.people.map(({ name }) => name)).toEqual(['Bill Manager', 'Rea Donly']);
    const found = await findTeamCandidates(world.deps, grant(), { teamId, search: 'rea' });
    expect(found).toMatchObject({ people: [{ name: 'Rea Donly' }], more: false });
  });

  test('who may not see keys does not see their number', async () => {
    await teams.add(teamId, devon);
    const listed = await listTeamMembers(
      world.deps,
      org.grant('billing-manager', 'team.read'),
      listTeamMembersSchema.parse({ teamId }),
    );
    expect(listed.items[0]?.keyCount).toBeNull();
    expect((await members()).items[0]?.keyCount).toBe(0);
  });

  test('a team of another organization is not found', async () => {
    const globex = await world.tenant('Globex');
    const foreign = { teamId: globex.teams.other };
    expect(await codeOf(members(foreign))).toBe('not-found');
    const finding = findTeamCandidates(world.deps, grant(), { ...foreign, search: undefined });
    expect(await codeOf(finding)).toBe('not-found');
  });
});
