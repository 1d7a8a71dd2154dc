import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import type { Role } from '@/lib/authz/permissions';
import { addMember } from '@/lib/orgs/add-member';
import { exportMembers } from '@/lib/orgs/export-members';
import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema, memberSorts } from '@/lib/orgs/schema';
import { createWorld, refusalOf, type Tenant, type World } from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
const evil = '=HYPERLINK("http://evil.example")';

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  for (const [name, seenSeconds] of [
    ['zoe', null],
    ['Älva', 30],
    ['abel', 10],
    [evil, 20],
  ] as const) {
    world.deps.clock.moveBySeconds(60);
    const { userId } = await world.person(name);
    const input = { userId, role: 'developer' as const, teamIds: [acme.teams.other] };
    await addMember(world.deps, acme.grant('admin', 'member.add'), input);
    if (seenSeconds === null) continue;
    await world.owner.query(
      `UPDATE memberships SET last_active_at = $3::timestamptz + $4 * interval '1 second'
        WHERE organization_id = $1 AND user_id = $2`,
      [acme.organizationId, userId, world.deps.clock.now(), seenSeconds],
    );
  }
  await createApiKey(
    world.deps,
    acme.grant('developer', 'api-key.create'),
    createApiKeySchema.parse({
      name: 'One',
      environment: 'production',
      teamId: acme.teams.default,
    }),
  );
});
afterAll(() => world.close());

const list = (fields: object = {}) =>
  listMembers(world.deps, acme.grant('read-only', 'member.read'), listMembersSchema.parse(fields));
const names = async (fields: object = {}) => (await list(fields)).items.map(({ name }) => name);

async function linesOf(role: Role, fields: object = {}, tenant = acme): Promise<string[]> {
  const grant = tenant.grant(role, 'member.read');
  let text = '';
  for await (const piece of exportMembers(world.deps, grant, listMembersSchema.parse(fields))) {
    text += piece;
  }
  return text.trimEnd().split('\r\n');
}

describe('the order of the directory', () => {
  test('by name takes no notice of capitals and accents', async () => {
    const found = await names({ sort: 'name' });
    expect(found).toEqual([
      evil,
      'abel',
      'Adele Admin',
      'Älva',
      'Bill Manager',
      'Devon Developer',
      'Rea Donly',
      'zoe',
    ]);
    expect(await names({ sort: 'name', direction: 'desc' })).toEqual(found.reverse());
  });

  test('by joining begins with the founder, by activity with whoever came last', async () => {
    expect((await names({ sort: 'joined' })).slice(4)).toEqual(['zoe', 'Älva', 'abel', evil]);
    expect(await names({ sort: 'last-active', limit: 3 })).toEqual([evil, 'abel', 'Älva']);
    expect((await names({ sort: 'last-active', direction: 'asc' })).slice(-3)).toEqual([
      'Älva',
      'abel',
      evil,
    ]);
  });

  test.each(
    memberSorts.flatMap((sort) =>
      (['asc', 'desc'] as const).map((direction) => ({ sort, direction })),
    ),
  )('pages forth and back by %j, over each member once', async (fields) => {
    const whole = await names(fields);
    const seen: string[] = [];
    let page = await list({ ...fields, limit: 3 });
    for (;;) {
      seen.push(...page.items.map(({ name }) => name));
      if (page.nextCursor === null) break;
      page = await list({ ...fields, limit: 3, cursor: page.nextCursor });
    }
    expect(seen).toEqual(whole);
    const back = await list({ ...fields, limit: 3, cursor: page.previousCursor });
    expect(back.items.map(({ name }) => name)).toEqual(whole.slice(3, 6));
  });

  test('a place in one order is none in another', async () => {
    const { nextCursor } = await list({ sort: 'name', limit: 2 });
    for (const fields of [{ sort: 'joined' }, { sort: 'name', direction: 'desc' }]) {
      const refusal = await refusalOf(list({ ...fields, cursor: nextCursor }));
      expect(refusal.fieldErrors).toHaveProperty('cursor');
    }
  });

  test('a filter holds on the pages that follow', async () => {
    const filter = { role: 'developer', sort: 'name', limit: 2 };
    const first = await list(filter);
    const second = await list({ ...filter, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual([
      evil,
      'abel',
      'Älva',
      'Devon Developer',
    ]);
  });
});

describe('exportMembers', () => {
  test('writes everybody of the organization, as filtered and sorted', async () => {
    const lines = await linesOf('admin', { sort: 'name', limit: 1 });
    expect(lines[0]).toBe(
      'id,name,email,role,teams,status,two-factor,sign-in methods,keys,joined at,last active at',
    );
    expect(lines).toHaveLength(9);
    expect(lines.find((line) => line.includes('Devon'))).toMatch(
      new RegExp(
        `^${acme.people.developer.userId},Devon Developer,[^,]+,Developer,Default,Active,off,,1,2026-`,
      ),
    );
    expect(await linesOf('admin', { role: 'admin' })).toHaveLength(2);
    expect(await linesOf('admin', {}, globex)).toHaveLength(5);
  });

  test('a name that a spreadsheet would run is text', async () => {
    const line = (await linesOf('admin', { search: 'HYPERLINK' }))[1];
    expect(line).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  });

  test('who may not see keys gets no column for them', async () => {
    const [head] = await linesOf('billing-manager');
    expect(head).toBe('id,name,email,role,teams,status,joined at,last active at');
  });
});
