import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDb, withOrg, withPerson, type Db } from '@/lib/platform/db';
import { isCheckViolation, isUnavailable, isUniqueViolation } from '@/lib/platform/db-errors';
import { checkServingRole } from '@/lib/platform/db-roles';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;
let owner: pg.Client;
let db: Db;

type Tenant = { organizationId: string; userId: string };
let a: Tenant;
let b: Tenant;

async function insertTenant(slug: string, groupId: string): Promise<Tenant> {
  const organizationId = randomUUID();
  const userId = randomUUID();
  await owner.query(
    `INSERT INTO users (id, email, name, created_at, updated_at) VALUES ($1, $2, $2, now(), now())`,
    [userId, `${slug}@example.com`],
  );
  await owner.query(
    `INSERT INTO organizations (id, slug, name, group_id, use_case, created_at, updated_at) VALUES ($1, $2, $2, $3, 'api-access', now(), now())`,
    [organizationId, slug, groupId],
  );
  await owner.query(
    `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'admin', now(), now())`,
    [organizationId, userId],
  );
  await owner.query(
    `INSERT INTO teams (id, organization_id, name, created_at, updated_at) VALUES ($1, $2, 'Default', now(), now())`,
    [randomUUID(), organizationId],
  );
  return { organizationId, userId };
}

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  db = createDb({ appUrl: database.appUrl, systemUrl: database.systemUrl, poolSize: 2 });
  a = await insertTenant('a', '1000000000000000001');
  b = await insertTenant('b', '1000000000000000002');
});

afterAll(async () => {
  await db.close();
  await owner.end();
  await database.drop();
});

describe('withOrg', () => {
  test('a query that forgets its organization sees only its own', async () => {
    const teams = await withOrg(db, a.organizationId, (tx) => tx.team.findMany());
    expect(teams.map((team) => team.organizationId)).toEqual([a.organizationId]);
    const people = await withOrg(db, a.organizationId, (tx) =>
      tx.user.findMany({ select: { id: true } }),
    );
    expect(people).toEqual([{ id: a.userId }]);
  });

  test('naming another organization changes and shows nothing', async () => {
    const changed = await withOrg(db, a.organizationId, (tx) =>
      tx.organization.updateMany({ where: { id: b.organizationId }, data: { name: 'taken' } }),
    );
    expect(changed.count).toBe(0);
    const written = withOrg(db, a.organizationId, (tx) =>
      tx.team.createMany({
        data: [
          {
            id: randomUUID(),
            organizationId: b.organizationId,
            name: 'X',
            createdAt: new Date(),
            updatedAt: new Date(),
          },
        ],
      }),
    );
    await expect(written).rejects.toThrow();
  });

  test('without an organization nothing is visible', async () => {
    expect(await db.app.team.findMany()).toEqual([]);
    expect(await db.app.organization.findMany()).toEqual([]);
  });

  test('nothing leaks to the next user of a connection, after success, error and time-out', async () => {
    const failing = Array.from({ length: 20 }, (_, index) =>
      withOrg(db, a.organizationId, async (tx) => {
        await tx.team.findMany();
        if (index % 2) throw new Error('in the middle');
      }).catch(() => undefined),
    );
    await Promise.all(failing);
    for (let index = 0; index < 10; index += 1) expect(await db.app.team.findMany()).toEqual([]);
  });

  test('20 at once each see their own', async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const tenant = index % 2 ? a : b;
        return withOrg(db, tenant.organizationId, async (tx) => ({
          tenant,
          teams: await tx.team.findMany(),
        }));
      }),
    );
    for (const { tenant, teams } of seen) {
      expect(teams.map((team) => team.organizationId)).toEqual([tenant.organizationId]);
    }
  });
});

describe('withPerson', () => {
  test('shows the person, and the organizations they are in', async () => {
    const [me, memberships, organizations] = await withPerson(
      db,
      a.userId,
      async (tx) =>
        [
          await tx.user.findMany({ select: { id: true } }),
          await tx.membership.findMany(),
          await tx.organization.findMany(),
        ] as const,
    );
    expect(me).toEqual([{ id: a.userId }]);
    expect(memberships.map((membership) => membership.organizationId)).toEqual([a.organizationId]);
    expect(organizations.map((organization) => organization.id)).toEqual([a.organizationId]);
  });

  test('never a password hash', async () => {
    await expect(
      withPerson(db, a.userId, (tx) => tx.user.findMany({ select: { passwordHash: true } })),
    ).rejects.toThrow();
  });
});

describe('the audit log', () => {
  test('can be added to, and not changed or deleted, by either serving role', async () => {
    for (const url of [database.appUrl, database.systemUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await expect(client.query(`UPDATE audit_events SET action = 'x'`)).rejects.toMatchObject({
        code: '42501',
      });
      await expect(client.query(`DELETE FROM audit_events`)).rejects.toMatchObject({
        code: '42501',
      });
      await expect(client.query(`TRUNCATE audit_events`)).rejects.toMatchObject({ code: '42501' });
      await client.end();
    }
  });
});

describe('the last Admin', () => {
  test('cannot be demoted or removed, whatever the code forgets', async () => {
    const demoted = withOrg(db, a.organizationId, (tx) =>
      tx.membership.updateMany({ where: { userId: a.userId }, data: { role: 'read-only' } }),
    );
    await expect(demoted).rejects.toSatisfy((error) =>
      isCheckViolation(error, 'memberships_last_admin'),
    );
    const removed = withOrg(db, a.organizationId, (tx) =>
      tx.membership.deleteMany({ where: { userId: a.userId } }),
    );
    await expect(removed).rejects.toSatisfy((error) => isCheckViolation(error));
  });

  test('two Admins who remove each other at once leave one', async () => {
    const tenant = await insertTenant('c', '1000000000000000003');
    await owner.query(
      `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'admin', now(), now())`,
      [tenant.organizationId, b.userId],
    );
    const outcomes = await Promise.allSettled(
      [tenant.userId, b.userId].map((userId) =>
        withOrg(db, tenant.organizationId, (tx) => tx.membership.deleteMany({ where: { userId } })),
      ),
    );
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = await owner.query(
      `SELECT 1 FROM memberships WHERE organization_id = $1 AND role = 'admin'`,
      [tenant.organizationId],
    );
    expect(left.rowCount).toBe(1);
  });
});

describe('errors of the database', () => {
  test('a unique violation is told apart, by its constraint', async () => {
    const twice = withOrg(db, a.organizationId, (tx) =>
      tx.team.createMany({
        data: ['Twice', 'Twice'].map((name) => ({
          id: randomUUID(),
          organizationId: a.organizationId,
          name,
          createdAt: new Date(),
          updatedAt: new Date(),
        })),
      }),
    );
    await expect(twice).rejects.toSatisfy(
      (error) => isUniqueViolation(error, 'name') && !isUniqueViolation(error, 'slug'),
    );
  });

  test('an unreachable database is told apart', async () => {
    const away = createDb({
      appUrl: 'postgresql://a:b@127.0.0.1:1/x',
      systemUrl: 'postgresql://a:b@127.0.0.1:1/x',
    });
    await expect(withOrg(away, a.organizationId, (tx) => tx.team.findMany())).rejects.toSatisfy(
      isUnavailable,
    );
    await away.close();
  });
});

describe('a serving role', () => {
  test('that row-level security binds is accepted', async () => {
    await expect(checkServingRole('DATABASE_APP_URL', database.appUrl)).resolves.toBeUndefined();
    await expect(
      checkServingRole('DATABASE_SYSTEM_URL', database.systemUrl),
    ).resolves.toBeUndefined();
  });

  test('that owns the tables or is superuser is refused by name', async () => {
    await expect(checkServingRole('DATABASE_APP_URL', database.ownerUrl)).rejects.toThrow(
      /^DATABASE_APP_URL: the role ".+" (is a superuser|owns tables)/,
    );
  });
});
