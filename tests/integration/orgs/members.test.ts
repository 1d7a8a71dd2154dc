import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addMember } from '@/lib/orgs/add-member';
import { createTeam } from '@/lib/orgs/create-team';
import { listMembers } from '@/lib/orgs/list-members';
import { listTeams } from '@/lib/orgs/list-teams';
import { selectDirectory } from '@/lib/orgs/directory-repository';
import { selectMember } from '@/lib/orgs/member-repository';
import { selectMyOrganizations, selectOrganization } from '@/lib/orgs/repository';
import { addMemberSchema, listMembersSchema } from '@/lib/orgs/schema';
import { createTeamSchema } from '@/lib/orgs/team-schema';
import { selectTeams, selectTeamsByIds } from '@/lib/orgs/team-repository';
import { withOrg, withPerson } from '@/lib/platform/db';
import { countQueries } from '@/tests/support/queries';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Tenant,
  type World,
} from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
});
afterAll(() => world.close());

const list = (fields: object = {}) => listMembersSchema.parse(fields);
const noFilters = {
  words: [],
  role: undefined,
  teamId: undefined,
  mfa: undefined,
  method: undefined,
  active: undefined,
};

describe('createTeam', () => {
  const team = (name: string) =>
    createTeam(world.deps, acme.grant('admin', 'team.create'), createTeamSchema.parse({ name }));

  test('makes a team, with its event', async () => {
    const { teamId } = await team('Platform');
    const teams = await listTeams(world.deps, acme.grant('read-only', 'team.read'));
    expect(teams.map(({ name }) => name)).toEqual(['Default', 'Platform', 'Research']);
    expect(teams.map(({ mine }) => mine)).toEqual([true, false, false]);
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      action: 'team.created',
      target_id: teamId,
    });
  });

  test('refuses a name that differs by its case alone, however many ask at once', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => team(n % 2 === 0 ? 'Sales' : 'SALES')),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await refusalOf(team('sales'))).fieldErrors).toHaveProperty('name');
  });

  test('the same name in another organization is nobody’s business', async () => {
    const grant = globex.grant('admin', 'team.create');
    await expect(createTeam(world.deps, grant, { name: 'Sales' })).resolves.toBeDefined();
  });

  test('a failing audit write takes the team with it', async () => {
    await withoutAudit(world, () => expect(team('Ghost')).rejects.toThrow());
    const teams = await listTeams(world.deps, acme.grant('admin', 'team.read'));
    expect(teams.map(({ name }) => name)).not.toContain('Ghost');
  });

  test.each(rolesThatLack('team.create'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'team.create')).toBe(true);
  });
});

describe('addMember', () => {
  const add = (fields: object, tenant = acme) =>
    addMember(world.deps, tenant.grant('admin', 'member.add'), addMemberSchema.parse(fields));

  test('joins Default unless another team is named', async () => {
    const one = await world.person('One');
    const two = await world.person('Two');
    await add({ userId: one.userId, role: 'developer' });
    await add({ userId: two.userId, role: 'read-only', teamIds: [acme.teams.other] });
    const { items } = await listMembers(world.deps, acme.grant('admin', 'member.read'), list());
    const teamsOf = (userId: string) =>
      items.find((item) => item.userId === userId)?.teams.map(({ name }) => name);
    expect([teamsOf(one.userId), teamsOf(two.userId)]).toEqual([['Default'], ['Research']]);
    const events = await auditOf(world, acme.organizationId);
    expect(events.at(-1)).toMatchObject({
      action: 'member.added',
      target_label: `Two <${two.email}>`,
      after: { role: 'read-only', teams: ['Research'] },
    });
  });

  test('twenty at once add one person once', async () => {
    const { userId } = await world.person();
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => add({ userId, role: 'developer' })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(add({ userId, role: 'admin' }))).toBe('conflict');
  });

  test('an id that nobody has, and a team of another organization, are refused', async () => {
    const { userId } = await world.person();
    expect(await codeOf(add({ userId: world.deps.ids.next(), role: 'developer' }))).toBe(
      'not-found',
    );
    const foreign = await refusalOf(
      add({ userId, role: 'developer', teamIds: [globex.teams.default] }),
    );
    const missing = await refusalOf(
      add({ userId, role: 'developer', teamIds: [world.deps.ids.next()] }),
    );
    expect(foreign.fieldErrors).toEqual(missing.fieldErrors);
    expect(foreign.code).toBe('invalid-input');
  });

  test('an Admin who lost that role while waiting adds nobody', async () => {
    const former = await world.person();
    const { userId } = await world.person();
    await add({ userId: former.userId, role: 'developer' });
    const grant = acme.grantFor(former, { role: 'admin', teamIds: [] }, 'member.add');
    expect(await codeOf(addMember(world.deps, grant, { userId, role: 'admin', teamIds: [] }))).toBe(
      'forbidden',
    );
  });

  test('a failing audit write takes the member with it', async () => {
    const { userId } = await world.person();
    await withoutAudit(world, () => expect(add({ userId, role: 'admin' })).rejects.toThrow());
    await expect(add({ userId, role: 'admin' })).resolves.toEqual({ userId });
  });

  test('what nobody may set is dropped', () => {
    const userId = world.deps.ids.next();
    const parsed = addMemberSchema.parse({
      userId,
      role: 'admin',
      organizationId: 'x',
      createdAt: 1,
    });
    expect(parsed).toEqual({ userId, role: 'admin', teamIds: [] });
    expect(addMemberSchema.safeParse({ userId, role: 'owner' }).success).toBe(false);
  });

  test.each(rolesThatLack('member.add'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'member.add')).toBe(true);
  });
});

describe('listMembers', () => {
  const members = (fields: object, tenant = globex) =>
    listMembers(world.deps, tenant.grant('developer', 'member.read'), list(fields));

  test('pages forth and back over everybody once, though they joined in one moment', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    let last;
    do {
      last = await members({ limit: '3', cursor });
      seen.push(...last.items.map(({ userId }) => userId));
      cursor = last.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
    const back = await members({ limit: '3', cursor: last.previousCursor });
    expect(back.items.map(({ userId }) => userId)).toEqual(seen.slice(0, 3));
    expect(back.previousCursor).toBeNull();
  });

  test('finds by part of a name or address, and takes % and _ as they are', async () => {
    const names = async (search: string) =>
      (await members({ search })).items.map(({ name }) => name);
    expect(await names('DEVON')).toEqual(['Devon Developer']);
    expect(await names(globex.people['read-only'].email)).toEqual(['Rea Donly']);
    expect(await names('%')).toEqual([]);
    expect(await names('_')).toEqual([]);
    expect(await names("' OR 1=1 --")).toEqual([]);
    expect((await members({ role: 'admin' })).items).toHaveLength(1);
  });

  test('who may not see keys does not see their number', async () => {
    const grant = globex.grant('billing-manager', 'member.read');
    const { items } = await listMembers(world.deps, grant, list());
    expect(new Set(items.map(({ keyCount }) => keyCount))).toEqual(new Set([null]));
    expect((await members({})).items[0]?.keyCount).toBe(0);
  });

  test('asks the database as often for many members as for one', async () => {
    const listing = async (limit: number) => {
      const { queries } = await countQueries(world.deps, (deps) =>
        listMembers(deps, acme.grant('admin', 'member.read'), list({ limit })),
      );
      return queries.length;
    };
    expect(await listing(1)).toBeGreaterThan(0);
    expect(await listing(50)).toBe(await listing(1));
  });

  test('a cursor that was made up is refused', async () => {
    for (const cursor of ['x', 'eyJhIjoxfQ', 'a'.repeat(900)]) {
      expect((await refusalOf(members({ cursor }))).fieldErrors).toHaveProperty('cursor');
    }
  });

  test.each([
    { limit: '0' },
    { limit: '101' },
    { limit: 'x' },
    { limit: ['1', '2'] },
    { cursor: ['a'] },
  ])('refuses %j', (fields) => {
    expect(listMembersSchema.safeParse(fields).success).toBe(false);
  });
});

test('in the other organization’s transaction every query finds nothing of this one', async () => {
  const { organizationId, teams, people } = acme;
  await withOrg(world.deps.db, globex.organizationId, async (tx) => {
    expect(await selectOrganization(tx, organizationId)).toBeNull();
    expect(await selectMember(tx, organizationId, people.admin.userId)).toBeNull();
    expect(await selectTeams(tx, organizationId)).toEqual([]);
    expect(await selectTeamsByIds(tx, organizationId, [teams.default])).toEqual([]);
    const { sort, direction, limit } = listMembersSchema.parse({});
    const page = { organizationId, filters: noFilters, sort, direction, limit, cursor: null };
    expect(await selectDirectory(tx, page)).toEqual([]);
    const byName = { ...page, filters: { ...noFilters, words: ['a'] } };
    expect(await selectDirectory(tx, byName)).toEqual([]);
    const rows = await tx.$queryRaw`SELECT 1 FROM directory_words WHERE word LIKE 'a%' LIMIT 1`;
    expect(rows).toHaveLength(1);
    expect(
      await tx.$queryRaw`SELECT 1 FROM directory_words WHERE organization_id = ${organizationId}::uuid`,
    ).toEqual([]);
  });
  await withPerson(world.deps.db, globex.people.admin.userId, async (tx) => {
    expect(await selectMyOrganizations(tx, people.admin.userId)).toEqual([]);
  });
});
