import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { createInvitation } from '@/lib/invites/create-invitation';
import { createInvitationSchema } from '@/lib/invites/schema';
import { createOrganization } from '@/lib/orgs/create-organization';
import { purgeOrganizations } from '@/lib/orgs/purge-organizations';
import { updateOrganization } from '@/lib/orgs/update-organization';
import { asSystem } from '@/lib/platform/db';
import { deletionOf } from '@/tests/support/deletion';
import {
  codeOf,
  createWorld,
  refusalOf,
  withoutAudit,
  type Tenant,
  type World,
} from '@/tests/support/tenants';
import { waitForLocks } from '@/tests/support/turns';

let world: World;
let acme: Tenant;
let deletion: ReturnType<typeof deletionOf>;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  deletion = deletionOf(world, acme);
});
afterAll(() => world.close());

const query = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await world.owner.query<T>(sql, values)).rows;

/** Every table that has rows of organizations, as the database knows them: one that is added later is among them. */
async function tenantTables(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function rowsOf(organizationId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tenantTables()) {
    const [row] = await query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE organization_id = $1`,
      [organizationId],
    );
    counts[table] = row?.count ?? 0;
  }
  const [self] = await query<{ count: number }>(
    'SELECT count(*)::int AS count FROM organizations WHERE id = $1',
    [organizationId],
  );
  return { ...counts, organizations: self?.count ?? 0 };
}

const nothing = (counts: Record<string, number>) =>
  Object.fromEntries(Object.keys(counts).map((table) => [table, 0]));

/** Something in every table there is today. */
async function furnish(tenant: Tenant): Promise<{ secret: string }> {
  const { admin } = tenant.people;
  const id = tenant.organizationId;
  const sessionId = await world.sessionOf(admin);
  const as = { role: 'admin', teamIds: [], sessionId } as const;
  const made = await createApiKey(
    world.deps,
    tenant.grant('admin', 'api-key.create'),
    createApiKeySchema.parse({
      name: 'Mill',
      environment: 'production',
      teamId: tenant.teams.default,
    }),
  );
  await createInvitation(
    world.deps,
    tenant.grantFor(admin, as, 'invitation.create'),
    createInvitationSchema.parse({ email: `${id}@example.com`, role: 'developer' }),
  );
  await query('INSERT INTO api_key_activity VALUES ($1, $2, now())', [id, made.keyId]);
  await query(
    `INSERT INTO api_key_refusals (id, organization_id, api_key_id, occurred_at, code, reason)
     SELECT gen_random_uuid(), $1, $2, now(), 'invalid-key', 'expired' FROM generate_series(1, 30)`,
    [id, made.keyId],
  );
  await query(
    'INSERT INTO organization_policies (organization_id, updated_at) VALUES ($1, now())',
    [id],
  );
  return made;
}

const erasedEvents = () =>
  query<{ target_id: string; target_label: string; actor_kind: string }>(
    `SELECT target_id, target_label, actor_kind FROM audit_events
      WHERE action = 'installation.organization-erased' AND target_id = $1`,
    [acme.organizationId],
  );

describe('erasing an organization', () => {
  test('leaves no row of it in any table that the database knows, and none of its neighbour is touched', async () => {
    const globex = await world.tenant('Globex');
    await furnish(acme);
    await furnish(globex);
    const before = await rowsOf(acme.organizationId);
    const neighbour = await rowsOf(globex.organizationId);
    expect(before).toMatchObject({ api_key_refusals: 30, memberships: 4, teams: 2 });
    await deletion.delete();
    await deletion.end();
    expect(await purgeOrganizations(world.deps)).toBe(1);
    expect(await rowsOf(acme.organizationId)).toEqual(nothing(before));
    expect(await rowsOf(globex.organizationId)).toEqual(neighbour);
    // People stay, whatever they were members of.
    const ids = Object.values(acme.people).map(({ userId }) => userId);
    expect(await query('SELECT id FROM users WHERE id = ANY ($1)', [ids])).toHaveLength(4);
  });

  test('finds a table that was added later, in its place behind what refers to it', async () => {
    const { organizationId } = acme;
    await furnish(acme);
    await query(`CREATE TABLE later_things (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), organization_id uuid NOT NULL,
                   team_id uuid NOT NULL, FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id) ON DELETE RESTRICT)`);
    await query(
      `CREATE TABLE later_parts (organization_id uuid NOT NULL, thing_id uuid NOT NULL REFERENCES later_things (id) ON DELETE RESTRICT)`,
    );
    try {
      await query('INSERT INTO later_things (organization_id, team_id) VALUES ($1, $2)', [
        organizationId,
        acme.teams.default,
      ]);
      await query('INSERT INTO later_parts SELECT organization_id, id FROM later_things');
      await deletion.delete();
      await deletion.end();
      await purgeOrganizations(world.deps);
      const after = await rowsOf(organizationId);
      expect(Object.keys(after)).toEqual(expect.arrayContaining(['later_things', 'later_parts']));
      expect(after).toEqual(nothing(after));
    } finally {
      await query('DROP TABLE later_parts, later_things');
    }
  });

  test('every table whose rows hang on an organization’s says whose they are', async () => {
    const hidden = await query<{ name: string }>(
      `WITH tenant AS (SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
                        WHERE c.relnamespace = 'public'::regnamespace)
       SELECT f.conrelid::regclass::text AS name FROM pg_constraint f
        WHERE f.contype = 'f' AND (f.confrelid IN (SELECT oid FROM tenant) OR f.confrelid = 'organizations'::regclass)
          AND f.conrelid NOT IN (SELECT oid FROM tenant)`,
    );
    // A person's, of whatever organization they came by: they end with its connection.
    expect(hidden.map(({ name }) => name).sort()).toEqual(['sessions', 'sign_in_challenges']);
  });

  test('happens to nobody before the end, and to nobody who was kept', async () => {
    await deletion.delete();
    const before = await rowsOf(acme.organizationId);
    await purgeOrganizations(world.deps);
    expect(await rowsOf(acme.organizationId)).toEqual(before);
    await deletion.keep();
    await purgeOrganizations(world.deps);
    expect(await deletion.row()).toMatchObject({ status: 'active' });
    // The database's own function looks for itself, whatever the process that calls it believes.
    const [step] = await query<{ step: string }>(
      'SELECT gatehouse_purge_organization($1, 100) AS step',
      [acme.organizationId],
    );
    expect(step).toEqual({ step: 'not-due' });
  });

  test('ended anywhere, goes on where it was: a few rows at a time, told once', async () => {
    await furnish(acme);
    const before = await rowsOf(acme.organizationId);
    await deletion.delete();
    await deletion.end();
    expect(await purgeOrganizations(world.deps, { maxRows: 10, maxSteps: 2 })).toBe(0);
    const between = await rowsOf(acme.organizationId);
    const sum = (counts: Record<string, number>) =>
      Object.values(counts).reduce((total, count) => total + count, 0);
    // One event was added by the deletion.
    expect(sum(before) + 1 - sum(between)).toBe(20);
    const jobs = await query(
      `SELECT 1 FROM graphile_worker._private_jobs WHERE key = 'purge-organizations'`,
    );
    expect(jobs).toHaveLength(1);
    // A step that fails, as by kill -9, leaves what the one before left.
    await query('BEGIN; LOCK TABLE memberships IN ACCESS EXCLUSIVE MODE');
    const failing = asSystem(world.deps.db, 'purge', async (tx) => {
      await tx.$executeRaw`SET LOCAL lock_timeout = 100`;
      await tx.$executeRaw`SELECT gatehouse_purge_organization(${acme.organizationId}::uuid, 1000)`;
    });
    await expect(failing).rejects.toThrow();
    await query('ROLLBACK');
    expect(await rowsOf(acme.organizationId)).toEqual(between);
    let runs = 0;
    while ((await purgeOrganizations(world.deps, { maxRows: 10, maxSteps: 2 })) === 0) {
      expect((runs += 1)).toBeLessThan(50);
    }
    expect(await rowsOf(acme.organizationId)).toEqual(nothing(before));
    expect(await erasedEvents()).toEqual([
      { target_id: acme.organizationId, target_label: acme.slug, actor_kind: 'system' },
    ]);
    expect(
      (await deletion.mailsTo(acme.people.admin)).map(({ change, by }) => [change, by]),
    ).toEqual([
      ['requested', 'Adele Admin'],
      ['erased', null],
    ]);
  });

  test('by two workers at once is done once', async () => {
    await furnish(acme);
    await deletion.delete();
    await deletion.end();
    await Promise.all([0, 1, 2].map(() => purgeOrganizations(world.deps, { maxRows: 5 })));
    await purgeOrganizations(world.deps);
    expect(await erasedEvents()).toHaveLength(1);
    expect(await deletion.mailsTo(acme.people.admin)).toHaveLength(2);
    const after = await rowsOf(acme.organizationId);
    expect(after).toEqual(nothing(after));
  });

  test('does not begin where the event cannot be written', async () => {
    await furnish(acme);
    await deletion.delete();
    await deletion.end();
    const before = await rowsOf(acme.organizationId);
    await withoutAudit(world, async () => {
      await expect(purgeOrganizations(world.deps)).rejects.toThrow();
    });
    expect(await rowsOf(acme.organizationId)).toEqual(before);
    expect(await deletion.mailsTo(acme.people.admin)).toHaveLength(1);
    await purgeOrganizations(world.deps);
  });

  test('sweeps what somebody wrote a moment after the end', async () => {
    await deletion.delete();
    await deletion.end();
    await purgeOrganizations(world.deps);
    await query(
      `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_label, action, target_kind, target_label)
       VALUES (gen_random_uuid(), $1, now(), 'user', 'Ada', 'member.signed-in', 'member', 'Ada')`,
      [acme.organizationId],
    );
    await purgeOrganizations(world.deps);
    const after = await rowsOf(acme.organizationId);
    expect(after).toEqual(nothing(after));
  });
});

describe('what was erased is never used again', () => {
  test('its slug, its Group ID and the digests of its keys', async () => {
    const { secret } = await furnish(acme);
    await deletion.delete();
    await deletion.end();
    await purgeOrganizations(world.deps);
    const founder = await world.person('Fay Founder');
    const again = await createOrganization(world.deps, world.personGrant(founder), {
      useCase: 'text-generation',
      name: acme.slug,
      timeZone: undefined,
    });
    expect(again.slug).not.toBe(acme.slug);
    const globex = await world.tenant('Globex');
    const renaming = updateOrganization(world.deps, globex.grant('admin', 'organization.update'), {
      slug: acme.slug,
      name: undefined,
      useCase: undefined,
      timeZone: undefined,
    });
    expect(Object.keys((await refusalOf(renaming)).fieldErrors)).toEqual(['slug']);
    await expect(
      query('UPDATE organizations SET group_id = $2 WHERE id = $1', [
        globex.organizationId,
        acme.groupId,
      ]),
    ).rejects.toThrow(/erased/);
    const other = await furnish(globex);
    const digest = (text: string) => createHash('sha256').update(text).digest();
    await expect(
      query('UPDATE api_key_secrets SET secret_hash = secret_hash WHERE secret_hash = $1', [
        digest(other.secret),
      ]),
    ).resolves.toEqual([]);
    await expect(
      query(
        `INSERT INTO api_key_secrets (id, organization_id, api_key_id, secret_hash, hint, created_at)
         SELECT gen_random_uuid(), organization_id, api_key_id, $1, hint, now() FROM api_key_secrets WHERE secret_hash = $2`,
        [digest(secret), digest(other.secret)],
      ),
    ).rejects.toThrow(/a key that is gone/);
  });
});

describe('keeping against erasing at the last moment', () => {
  const hold = async () => {
    const holder = new pg.Client({ connectionString: world.database.ownerUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE', [
      acme.organizationId,
    ]);
    return holder;
  };
  const sql = async (text: string) => (await world.owner.query(text)).rows as never;

  test('who asked in time and was let in too late has lost', async () => {
    await furnish(acme);
    await deletion.delete();
    await query(
      `UPDATE organizations SET deletion_ends_at = clock_timestamp() + interval '700 milliseconds' WHERE id = $1`,
      [acme.organizationId],
    );
    const holder = await hold();
    const keeping = codeOf(deletion.keep());
    await waitForLocks(sql, 1);
    await new Promise((resolve) => setTimeout(resolve, 800));
    const erasing = purgeOrganizations(world.deps);
    await waitForLocks(sql, 2);
    await holder.query('COMMIT');
    await holder.end();
    expect(['conflict', 'not-found']).toContain(await keeping);
    await erasing;
    await purgeOrganizations(world.deps);
    const after = await rowsOf(acme.organizationId);
    expect(after).toEqual(nothing(after));
  });

  test('whoever comes first wins whole: it is kept with all its rows, or gone with all of them', async () => {
    for (const delay of [0, 20, 40, 60, 80]) {
      acme = await world.tenant('Acme');
      deletion = deletionOf(world, acme);
      await furnish(acme);
      const before = await rowsOf(acme.organizationId);
      await deletion.delete();
      await query(
        `UPDATE organizations SET deletion_ends_at = clock_timestamp() + interval '60 milliseconds' WHERE id = $1`,
        [acme.organizationId],
      );
      await new Promise((resolve) => setTimeout(resolve, delay));
      const [kept] = await Promise.allSettled([deletion.keep(), purgeOrganizations(world.deps)]);
      await new Promise((resolve) => setTimeout(resolve, 80));
      await purgeOrganizations(world.deps);
      const after = await rowsOf(acme.organizationId);
      expect(after).toEqual(
        kept.status === 'fulfilled'
          ? { ...before, audit_events: (before['audit_events'] ?? 0) + 2 }
          : nothing(before),
      );
    }
  });
});
