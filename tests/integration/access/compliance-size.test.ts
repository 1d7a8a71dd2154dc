import { beforeAll, describe, expect, test } from 'vitest';
import { listCompliance } from '@/lib/access/list-compliance';
import { previewReminders } from '@/lib/access/preview-reminders';
import { remindMembers } from '@/lib/access/remind-members';
import { listComplianceSchema } from '@/lib/access/schema';
import { authorize } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { directoryStatement } from '@/lib/orgs/directory-repository';
import { withOrg } from '@/lib/platform/db';
import { Prisma } from '@/generated/prisma/client';
import { seedOrganization } from '@/tests/bench/directory/seed';
import { testRequest } from '@/tests/support/deps';
import { connectAsOwner } from '@/tests/support/keys';
import { houseOfFile } from '@/tests/support/people';

const house = houseOfFile();
const members = 10_000;
let organizationId: string;
let admin: string;

beforeAll(async () => {
  const owner = await connectAsOwner(house.database);
  ({ organizationId } = await seedOrganization(owner, members));
  // A sign-in of each on a day of their own, but for one in ten.
  await owner.query(
    `INSERT INTO sessions (id, user_id, token_hash, method, created_at, authenticated_at, last_seen_at, expires_at)
     SELECT gen_random_uuid(), user_id, sha256(user_id::text::bytea), 'password', at, at, at, at + interval '30 days'
       FROM (SELECT user_id, row_number() OVER () AS n,
                    now() - row_number() OVER () * interval '1 minute' AS at FROM memberships) m WHERE n % 10 > 0`,
  );
  await owner.query(
    `INSERT INTO organization_policies (organization_id, mfa_required_at, mfa_grace_days, updated_at) VALUES ($1, $2, 7, now())`,
    [organizationId, house.deps.clock.now()],
  );
  const { rows } = await owner.query<{ user_id: string }>(
    `SELECT user_id FROM memberships WHERE organization_id = $1 AND role = 'admin' LIMIT 1`,
    [organizationId],
  );
  admin = rows[0]!.user_id;
  await owner.query('VACUUM ANALYZE');
  await owner.end();
}, 120_000);

const grant = <P extends Permission>(permission: P) =>
  authorize(
    {
      ...{ userId: admin, userLabel: 'An Admin', sessionId: null, sessionMethod: null },
      ...{ organizationId, role: 'admin', teamIds: [], isBeingDeleted: false },
      request: testRequest(),
    },
    permission,
  );
const list = (fields: object) =>
  listCompliance(
    house.deps,
    grant('member.read-sign-in'),
    listComplianceSchema.parse({ limit: 100, ...fields }),
  );

async function everyId(fields: object): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ ...fields, cursor });
    ids.push(...page.items.map(({ userId }) => userId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('in an organization of 10,000', () => {
  test.each([
    [{ sort: 'last-sign-in' }, 'true'],
    [{ sort: 'last-sign-in', owes: 'anything' }, 'NOT has_mfa'],
    [{ sort: 'name', owes: 'second-factor', role: 'admin' }, `NOT has_mfa AND role = 'admin'`],
    [{ sort: 'role', owes: 'method' }, 'false'],
  ])(
    'pages of %j lead over each of these once',
    async (fields, where) => {
      const expected = await house.sql<{ user_id: string }>(
        `SELECT user_id FROM directory_entries WHERE organization_id = $1 AND ${where}`,
        [organizationId],
      );
      const ids = await everyId(fields);
      expect(ids).toHaveLength(expected.length);
      expect(new Set(ids)).toEqual(new Set(expected.map((row) => row.user_id)));
    },
    120_000,
  );

  test('the order by last sign-in walks along its index, from a cursor too', async () => {
    const value = '2026-01-01T00:00:00.000Z';
    for (const cursor of [null, { toward: 'next' as const, value, id: organizationId }]) {
      const none = { words: [], role: undefined, teamId: undefined, mfa: undefined };
      const query = {
        ...{ organizationId, sort: 'last-sign-in' as const, direction: 'desc' as const, cursor },
        ...{ limit: 25, filters: { ...none, method: undefined, active: undefined } },
      };
      const statement = directoryStatement(query, [], { walk: 26 });
      const rows = await withOrg(house.deps.db, organizationId, (tx) =>
        tx.$queryRaw<Record<string, string>[]>(Prisma.sql`EXPLAIN ${statement}`),
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('directory_entries_last_sign_in_idx');
      expect(plan).not.toMatch(/Seq Scan on (directory|memberships|users)/);
      // An order that Postgres holds leaky would be a filter here, and read all up to the cursor.
      if (cursor) expect(plan).toMatch(/Index Cond: .*ROW\(/);
    }
  });

  test('everybody who owes something is reminded once, each with an event and a mail', async () => {
    const { owing, toRemind } = await previewReminders(house.deps, grant('member.remind'));
    expect([owing, toRemind]).toEqual([6_000, 6_000]);
    const both = await Promise.all([
      remindMembers(house.deps, grant('member.remind')),
      remindMembers(house.deps, grant('member.remind')),
    ]);
    expect(both[0].reminded + both[1].reminded).toBe(6_000);
    const [told] = await house.sql<{ mails: number; events: number }>(
      `SELECT (SELECT count(DISTINCT recipient)::int FROM outbox_mails WHERE template = 'access-reminder') AS mails,
              (SELECT count(DISTINCT target_id)::int FROM audit_events WHERE action = 'member.reminded') AS events`,
    );
    expect(told).toEqual({ mails: 6_000, events: 6_000 });
  }, 120_000);
});
