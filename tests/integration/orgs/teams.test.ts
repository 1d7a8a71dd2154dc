import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Grant } from '@/lib/authz/authorize';
import { createTeam } from '@/lib/orgs/create-team';
import { exportTeams } from '@/lib/orgs/export-teams';
import { getTeam } from '@/lib/orgs/get-team';
import { updateRole } from '@/lib/orgs/member-repository';
import { maxTeams } from '@/lib/orgs/model';
import { searchTeams } from '@/lib/orgs/search-teams';
import { createTeamSchema, searchTeamsSchema, updateTeamSchema } from '@/lib/orgs/team-schema';
import { updateTeam } from '@/lib/orgs/update-team';
import { withOrg } from '@/lib/platform/db';
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
  globex = await world.tenant('Globex');
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
});
afterAll(() => world.close());

const create = (fields: object, tenant = acme) =>
  createTeam(world.deps, tenant.grant('admin', 'team.create'), createTeamSchema.parse(fields));
const update = (fields: object, tenant = acme) =>
  updateTeam(world.deps, tenant.grant('admin', 'team.update'), updateTeamSchema.parse(fields));
const get = (teamId: string, tenant = acme) =>
  getTeam(world.deps, tenant.grant('read-only', 'team.read'), { teamId });
const search = (fields: object = {}, tenant = acme) =>
  searchTeams(world.deps, tenant.grant('read-only', 'team.read'), searchTeamsSchema.parse(fields));
const namesIn = async (fields: object = {}) => (await search(fields)).items.map(({ name }) => name);
const lastEvent = async (tenant = acme) => (await auditOf(world, tenant.organizationId)).at(-1);

async function csvFor(grant: Grant<'team.read'>): Promise<string> {
  let csv = '';
  for await (const part of exportTeams(world.deps, grant, searchTeamsSchema.parse({}))) csv += part;
  return csv;
}

describe('createTeam', () => {
  test('keeps the cost centre and the tags, and says so in the log', async () => {
    const { teamId } = await create({
      name: 'Platform',
      costCentre: ' CC-4711 ',
      tags: ['env=production', '', 'Owner=a=b'],
    });
    expect(await get(teamId)).toMatchObject({
      name: 'Platform',
      costCentre: 'CC-4711',
      tags: [
        { key: 'env', value: 'production' },
        { key: 'owner', value: 'a=b' },
      ],
      isDefault: false,
      archivedAt: null,
    });
    expect(await lastEvent()).toMatchObject({
      action: 'team.created',
      target_id: teamId,
      after: { name: 'Platform', costCentre: 'CC-4711', tags: ['env=production', 'owner=a=b'] },
    });
  });

  test('a tag may be called __proto__, and is only a tag', async () => {
    const { teamId } = await create({ name: 'Odd', tags: ['__proto__=x', 'constructor=y'] });
    expect((await get(teamId)).tags).toEqual([
      { key: '__proto__', value: 'x' },
      { key: 'constructor', value: 'y' },
    ]);
  });

  test('an Admin who lost that role while waiting makes none', async () => {
    const grant = acme.grantFor(
      acme.people.developer,
      { role: 'admin', teamIds: [] },
      'team.create',
    );
    expect(await codeOf(createTeam(world.deps, grant, { name: 'Ghost' }))).toBe('forbidden');
  });

  test('past the bound it is refused, and archived teams do not count', async () => {
    await world.owner.query(
      `INSERT INTO teams (id, organization_id, name, archived_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'Filler ' || n, CASE WHEN n > $2 THEN now() END, now(), now()
         FROM generate_series(1, $2 + 20) n`,
      [acme.organizationId, maxTeams - 3],
    );
    await create({ name: 'The last' });
    expect(await codeOf(create({ name: 'One more' }))).toBe('conflict');
  });

  test.each([
    ['a name of 61 characters', { name: 'x'.repeat(61) }, 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'name'],
    ['a cost centre of 61 characters', { costCentre: 'x'.repeat(61) }, 'costCentre'],
    ['a cost centre with a direction override', { costCentre: 'a\u202eb' }, 'costCentre'],
    ['21 tags', { tags: Array.from({ length: 21 }, (_, n) => `k${n}=v`) }, 'tags'],
    ['a key with a space', { tags: ['a b=c'] }, 'tags'],
    ['a key of 41 characters', { tags: [`${'k'.repeat(41)}=v`] }, 'tags'],
    ['a tag without a value', { tags: ['env='] }, 'tags'],
    ['a value of 121 characters', { tags: [`env=${'v'.repeat(121)}`] }, 'tags'],
    ['the same key twice', { tags: ['env=a', 'ENV=b'] }, 'tags'],
    ['tags that are a number', { tags: 7 }, 'tags'],
  ])('%s is refused', (_, fields, path) => {
    const parsed = createTeamSchema.safeParse({ name: 'Team', ...fields });
    expect(parsed.error?.issues[0]?.path[0]).toBe(path);
  });

  test('what nobody may set is dropped', () => {
    const parsed = createTeamSchema.parse({
      name: 'Team',
      organizationId: 'x',
      isDefault: true,
      archivedAt: null,
    });
    expect(parsed).toEqual({ name: 'Team', costCentre: null, tags: [] });
  });

  test('tags can be an object too', () => {
    expect(createTeamSchema.parse({ name: 'Team', tags: { b: '2', a: '1' } }).tags).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ]);
  });
});

describe('updateTeam', () => {
  test('changes what is named, keeps what is left out, and leaves before and after in the log', async () => {
    const { teamId } = await create({ name: 'Platform', costCentre: 'A', tags: ['env=dev'] });
    await update({ teamId, name: 'Foundations', tags: ['env=prod', 'tier=1'] });
    expect(await get(teamId)).toMatchObject({ name: 'Foundations', costCentre: 'A' });
    expect(await lastEvent()).toMatchObject({
      action: 'team.updated',
      target_label: 'Foundations',
      before: { name: 'Platform', tags: ['env=dev'] },
      after: { name: 'Foundations', tags: ['env=prod', 'tier=1'] },
    });
    await update({ teamId, costCentre: '', tags: [''] });
    expect(await get(teamId)).toMatchObject({ costCentre: null, tags: [] });
  });

  test('what is as before leaves no event', async () => {
    const { teamId } = await create({ name: 'Platform', costCentre: 'A', tags: ['env=dev'] });
    const events = (await auditOf(world, acme.organizationId)).length;
    await update({ teamId, name: 'Platform', costCentre: 'A', tags: ['env=dev'] });
    expect(await auditOf(world, acme.organizationId)).toHaveLength(events);
  });

  test('the default team can be renamed, and new members join it all the same', async () => {
    await update({ teamId: acme.teams.default, name: 'Everybody' });
    expect(await get(acme.teams.default)).toMatchObject({ name: 'Everybody', isDefault: true });
    await expect(create({ name: 'Default' })).resolves.toBeDefined();
    const { memberCount } = await get(acme.teams.default);
    expect(memberCount).toBe(4);
  });

  test('of twenty that rename two teams to one name at once, one wins', async () => {
    const one = await create({ name: 'One' });
    const two = await create({ name: 'Two' });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0
          ? update({ teamId: one.teamId, name: 'Winner' })
          : update({ teamId: two.teamId, name: 'WINNER' }),
      ),
    );
    expect(new Set(tries.map(({ status }) => status)).size).toBe(2);
    const winners = (await namesIn()).filter((name) => name.toLowerCase() === 'winner');
    expect(winners).toHaveLength(1);
    const loser = winners[0] === 'Winner' ? two : one;
    const refusal = await refusalOf(update({ teamId: loser.teamId, name: 'winner' }));
    expect(refusal.fieldErrors).toHaveProperty('name');
  });

  test('another case of its own name is no clash', async () => {
    await update({ teamId: acme.teams.other, name: 'RESEARCH' });
    expect(await namesIn()).toContain('RESEARCH');
  });

  test('a team of another organization is not found, and stays as it is', async () => {
    const foreign = globex.teams.other;
    expect(await codeOf(update({ teamId: foreign, name: 'Mine now' }))).toBe('not-found');
    expect(await codeOf(get(foreign))).toBe('not-found');
    expect((await get(foreign, globex)).name).toBe('Research');
  });

  test('an Admin who lost that role while waiting changes nothing', async () => {
    const grant = acme.grant('admin', 'team.update');
    await withOrg(world.deps.db, acme.organizationId, (tx) =>
      updateRole(tx, acme.organizationId, acme.people.developer.userId, 'admin', new Date()),
    );
    await withOrg(world.deps.db, acme.organizationId, (tx) =>
      updateRole(tx, acme.organizationId, acme.people.admin.userId, 'read-only', new Date()),
    );
    const input = updateTeamSchema.parse({ teamId: acme.teams.other, name: 'Mine' });
    expect(await codeOf(updateTeam(world.deps, grant, input))).toBe('forbidden');
  });

  test('a failing audit write leaves the team as it was', async () => {
    await withoutAudit(world, () =>
      expect(update({ teamId: acme.teams.other, name: 'Ghost' })).rejects.toThrow(),
    );
    expect((await get(acme.teams.other)).name).toBe('Research');
  });

  test.each(rolesThatLack('team.update'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'team.update')).toBe(true);
  });
});

describe('searchTeams', () => {
  beforeEach(async () => {
    await create({ name: 'Mobile', costCentre: 'CC-2', tags: ['env=production'] });
    await create({ name: 'alpha', costCentre: 'CC-1', tags: ['tier=50%'] });
  });

  test('finds by part of a name, a cost centre or a tag, and takes % and _ as they are', async () => {
    expect(await namesIn({ search: 'MOB' })).toEqual(['Mobile']);
    expect(await namesIn({ search: 'cc-1' })).toEqual(['alpha']);
    expect(await namesIn({ search: 'env=prod' })).toEqual(['Mobile']);
    expect(await namesIn({ search: '%' })).toEqual(['alpha']);
    expect(await namesIn({ search: '_' })).toEqual([]);
    expect(await namesIn({ search: "' OR 1=1 --" })).toEqual([]);
  });

  test('sorts by name whatever its case, by cost centre and by age', async () => {
    expect(await namesIn()).toEqual(['alpha', 'Default', 'Mobile', 'Research']);
    expect((await namesIn({ sort: 'cost-centre', direction: 'desc' })).slice(0, 2)).toEqual([
      'Mobile',
      'alpha',
    ]);
    expect((await namesIn({ sort: 'created' })).toSorted()).toHaveLength(4);
  });

  test.each(['name', 'cost-centre', 'created'])('pages forth and back by %s', async (sort) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    let last;
    do {
      last = await search({ sort, limit: '3', cursor });
      seen.push(...last.items.map(({ id }) => id));
      cursor = last.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
    const back = await search({ sort, limit: '3', cursor: last.previousCursor });
    expect(back.items.map(({ id }) => id)).toEqual(seen.slice(0, 3));
  });

  test('a cursor of another order, or of nothing, is refused', async () => {
    const { nextCursor } = await search({ limit: '2' });
    expect(await codeOf(search({ sort: 'created', cursor: nextCursor }))).toBe('invalid-input');
    expect(await codeOf(search({ cursor: 'nonsense' }))).toBe('invalid-input');
  });

  test('who may not see keys does not see their number', async () => {
    const grant = acme.grant('billing-manager', 'team.read');
    const { items } = await searchTeams(world.deps, grant, searchTeamsSchema.parse({}));
    expect(new Set(items.map(({ keyCount }) => keyCount))).toEqual(new Set([null]));
    const csv = await csvFor(grant);
    expect(csv.split('\r\n')[0]).toBe('id,name,cost centre,tags,members,created at,archived at');
  });

  test('the export holds every team, and no formula', async () => {
    await create({ name: '=cmd|calc', tags: ['a=1', 'b=2'] });
    const grant = acme.grant('read-only', 'team.read');
    const csv = await csvFor(grant);
    expect(csv.trim().split('\r\n')).toHaveLength(6);
    expect(csv).toContain("'=cmd|calc");
    expect(csv).toContain('a=1; b=2');
  });

  test('asks the database as often for many teams as for one', async () => {
    const listing = async (limit: number) => {
      const grant = acme.grant('admin', 'team.read');
      const { queries } = await countQueries(world.deps, (deps) =>
        searchTeams(deps, grant, searchTeamsSchema.parse({ limit })),
      );
      return queries.length;
    };
    expect(await listing(50)).toBe(await listing(1));
  });
});
