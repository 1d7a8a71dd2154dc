import { beforeAll, describe, expect, test } from 'vitest';
import { authorize } from '@/lib/authz/authorize';
import { filtersOf } from '@/lib/orgs/directory-filter-repository';
import { directoryStatement, type Way } from '@/lib/orgs/directory-repository';
import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema, memberSorts } from '@/lib/orgs/schema';
import { Prisma } from '@/generated/prisma/client';
import { withOrg } from '@/lib/platform/db';
import { seedOrganization } from '../../bench/directory/seed';
import { testRequest } from '../../support/deps';
import { connectAsOwner } from '../../support/keys';
import { houseOfFile } from '../../support/people';

const house = houseOfFile();
const members = 10_000;
let organizationId: string;

beforeAll(async () => {
  const owner = await connectAsOwner(house.database);
  ({ organizationId } = await seedOrganization(owner, members));
  await owner.query('VACUUM ANALYZE');
  await owner.end();
}, 120_000);

function list(fields: object) {
  const grant = authorize(
    {
      userId: organizationId,
      userLabel: 'An Admin',
      sessionId: null,
      sessionMethod: null,
      organizationId,
      role: 'admin',
      teamIds: [],
      isBeingDeleted: false,
      request: testRequest(),
    },
    'member.read',
  );
  return listMembers(house.deps, grant, listMembersSchema.parse(fields));
}

async function everyId(fields: object): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ ...fields, limit: 100, cursor });
    ids.push(...page.items.map(({ userId }) => userId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('in an organization of 10,000', () => {
  test('pages by name lead over each member once', async () => {
    const ids = await everyId({ sort: 'name' });
    expect(ids).toHaveLength(members);
    expect(new Set(ids).size).toBe(members);
  }, 120_000);

  // A filter of few, one of many, one of many who all stand at the end, and several at once.
  test.each([
    [{ role: 'admin', sort: 'last-active' }, `role = 'admin'`],
    [{ mfa: 'on', role: 'read-only', sort: 'keys' }, `has_mfa AND role = 'read-only'`],
    [{ method: 'github', sort: 'joined' }, 'has_github'],
    [{ search: 'vera', sort: 'name' }, `name_key LIKE 'vera %'`],
    [{ search: 'v', sort: 'name', direction: 'desc' }, `name_key LIKE 'vera %'`],
    [{ search: 'ada', mfa: 'off', sort: 'role' }, `name_key LIKE 'ada %' AND NOT has_mfa`],
  ])(
    'pages of %j lead over each of these once, in either direction',
    async (fields, where) => {
      const expected = await house.sql<{ user_id: string }>(
        `SELECT user_id FROM directory_entries WHERE organization_id = $1 AND ${where}`,
        [organizationId],
      );
      const ids = await everyId(fields);
      expect(ids).toHaveLength(expected.length);
      expect(new Set(ids)).toEqual(new Set(expected.map((row) => row.user_id)));
      const first = await list({ ...fields, limit: 40 });
      const second = await list({ ...fields, limit: 40, cursor: first.nextCursor });
      const back = await list({ ...fields, limit: 40, cursor: second.previousCursor });
      expect(back.items.map(({ userId }) => userId)).toEqual(ids.slice(0, 40));
    },
    60_000,
  );

  const none = {
    words: [],
    role: undefined,
    teamId: undefined,
    mfa: undefined,
    method: undefined,
    active: undefined,
  };

  async function planOf(query: object, wanted: object, way: (first: Way) => Way): Promise<string> {
    const filters = filtersOf(Prisma.sql`${organizationId}::uuid`, { ...none, ...wanted });
    const [first] = filters;
    const statement = directoryStatement(
      {
        organizationId,
        filters: none,
        sort: 'name',
        direction: 'asc',
        cursor: null,
        limit: 25,
        ...query,
      },
      filters,
      way(first ? { list: first } : { walk: 26 }),
    );
    const rows = await withOrg(house.deps.db, organizationId, (tx) =>
      tx.$queryRaw<Record<string, string>[]>(Prisma.sql`EXPLAIN ${statement}`),
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  const indexes: Record<(typeof memberSorts)[number], string> = {
    name: 'directory_entries_organization_id_name_key_user_id_idx',
    role: 'directory_entries_organization_id_role_name_key_user_id_idx',
    keys: 'directory_entries_organization_id_key_count_user_id_idx',
    joined: 'memberships_organization_id_created_at_user_id_idx',
    'last-active': 'memberships_last_active_idx',
  };

  test.each(memberSorts)(
    'the order by %s walks along its index, from a cursor too',
    async (sort) => {
      const values = { name: 'm', role: 'developer m', keys: '0', joined: '', 'last-active': '' };
      const value = values[sort] || '2026-01-01T00:00:00.000Z';
      for (const cursor of [null, { toward: 'next' as const, value, id: organizationId }]) {
        const plan = await planOf({ sort, cursor }, {}, (way) => way);
        expect(plan).toContain(indexes[sort]);
        expect(plan).not.toMatch(/Seq Scan on (directory|memberships|users|team_memberships)/);
        // An order that Postgres holds leaky would be a filter here, and read all up to the cursor.
        if (cursor) expect(plan).toMatch(/Index Cond: .*ROW\(/);
      }
    },
  );

  test.each([
    [{ role: 'admin' as const }, 'directory_entries_organization_id_role_name_key_user_id_idx'],
    [{ words: ['verasagan'] }, 'directory_words_organization_id_word_user_id_idx'],
    [{ active: { since: new Date() } }, 'memberships_last_active_idx'],
  ])('those whom %j leaves are found by an index', async (wanted, index) => {
    const plan = await planOf({}, wanted, (way) => way);
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/Seq Scan on (directory|memberships|users|team_memberships)/);
  });
});
