import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditExports } from '@/lib/audit/list-audit-exports';
import { auditTasks } from '@/lib/audit/jobs';
import { writeAuditExport } from '@/lib/audit/write-audit-export';
import type { Role } from '@/lib/authz/permissions';
import { createTeam } from '@/lib/orgs/create-team';
import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { downloaded, exported, startExport } from '../../support/audit-exports';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  rolesThatLack,
  withoutAudit,
  type Tenant,
  type World,
} from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
const evil = '=HYPERLINK("http://evil.example";"click")';

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  world.deps.clock.moveBySeconds(60);
  await markSdkInstalled(world.deps, acme.grant('developer', 'api-key.create'));
  world.deps.clock.moveBySeconds(60);
  await createTeam(world.deps, acme.grant('admin', 'team.create'), { name: evil });
});
afterAll(() => world.close());

const grantOf = (role: Role, tenant = acme) => tenant.grant(role, 'audit-log.export');
const textOf = (role: Role, fields?: object, tenant = acme) =>
  exported(world.deps, grantOf(role, tenant), fields);

/** A tenant with many events of one moment, one of two thirds of a piece, more than two pieces of them. */
async function bigTenant(events: number): Promise<Tenant> {
  const big = await world.tenant('Big');
  await world.owner.query(
    `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_label, action, target_kind, target_label)
     SELECT gen_random_uuid(), $1, $2, 'system', 'n' || n, 'organization.updated', 'organization', 'u' FROM generate_series(1, $3) n`,
    [big.organizationId, new Date(world.deps.clock.now().getTime() - 1), events],
  );
  return big;
}

const labelsOf = (csv: string) =>
  csv
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[3]);

const jobsOf = async (exportId: string) =>
  (
    await world.owner.query<{ count: number }>(
      `SELECT count(*)::int FROM graphile_worker._private_jobs WHERE payload ->> 'exportId' = $1`,
      [exportId],
    )
  ).rows[0]?.count;

describe('an export', () => {
  test('is refused past three in the making, also where ten are asked for at once', async () => {
    const tenant = await world.tenant('Flood');
    const grant = tenant.grant('admin', 'audit-log.export');
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => startExport(world.deps, grant)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  test('is an event, with its filters and format, and a job', async () => {
    const exportId = await startExport(world.deps, grantOf('admin'), {
      action: 'team.created',
      from: '2026-01-01',
    });
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      action: 'audit-log.exported',
      actor_id: acme.people.admin.userId,
      after: { action: 'team.created', from: '2026-01-01T00:00:00.000Z', format: 'csv' },
    });
    expect(await jobsOf(exportId)).toBe(1);
    await writeAuditExport(world.deps, { organizationId: acme.organizationId, exportId });
  });

  test('makes text of what a spreadsheet would run', async () => {
    const text = await textOf('admin', { action: 'team.created' });
    expect(text.split('\r\n')[0]).toMatch(/^time,actor kind,actor id,actor,action/);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"";""click"")"`);
    expect(text).not.toMatch(/(^|,)"?=/m);
  });

  test('as JSON Lines is an object on each line, with before and after', async () => {
    const text = await textOf('admin', { action: 'team.created', format: 'jsonl', search: 'evil' });
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      action: 'team.created',
      actor: { kind: 'user', id: acme.people.admin.userId },
      target: { kind: 'team', label: evil },
      before: null,
      after: { name: evil },
    });
  });

  test('holds what its person may see, and not what happened after they asked', async () => {
    const exportId = await startExport(world.deps, grantOf('developer'));
    world.deps.clock.moveBySeconds(1);
    await markSdkInstalled(world.deps, globex.grant('developer', 'api-key.create'));
    await createTeam(world.deps, acme.grant('admin', 'team.create'), { name: 'Later' });
    await writeAuditExport(world.deps, { organizationId: acme.organizationId, exportId });
    const text = await downloaded(world.deps, grantOf('developer'), exportId);
    expect(text).toContain('organization.sdk-installed');
    expect(text).not.toContain('team.created');
    expect(await textOf('admin', {}, globex)).not.toContain('HYPERLINK');
    const admins = await startExport(world.deps, grantOf('admin'));
    world.deps.clock.moveBySeconds(1);
    await createTeam(world.deps, acme.grant('admin', 'team.create'), { name: 'Latest' });
    await writeAuditExport(world.deps, { organizationId: acme.organizationId, exportId: admins });
    const whole = await downloaded(world.deps, grantOf('admin'), admins);
    expect(whole).toContain('Later');
    expect(whole).not.toContain('Latest');
  });

  test('with nothing in it is a head and no line', async () => {
    expect(labelsOf(await textOf('admin', { search: '&' }))).toEqual([]);
  });

  test('is written in pieces, each event once, each piece asking for the next', async () => {
    const big = await bigTenant(12_000);
    const { organizationId } = big;
    const grant = grantOf('admin', big);
    const exportId = await startExport(world.deps, grant, { action: 'organization.updated' });
    const write = () => writeAuditExport(world.deps, { organizationId, exportId });
    await write();
    // One that waits at most: the wish for the second piece has taken the first one's place.
    expect(await jobsOf(exportId)).toBe(1);
    expect(await codeOf(downloaded(world.deps, grant, exportId))).toBe('conflict');
    expect(await listAuditExports(world.deps, grant)).toMatchObject([
      { id: exportId, eventCount: 5_000, finishedAt: null },
    ]);
    // Two workers with the same job, and one that comes when all is done.
    await Promise.all([write(), write()]);
    await write();
    const labels = labelsOf(await downloaded(world.deps, grant, exportId));
    expect(labels).toHaveLength(12_000);
    expect(new Set(labels).size).toBe(12_000);
    const [done] = await listAuditExports(world.deps, grant);
    expect(done).toMatchObject({ eventCount: 12_000 });
    expect(done?.byteCount).toBe(Buffer.byteLength(await downloaded(world.deps, grant, exportId)));
  });

  test('a piece that could not be kept is written again, and no event of it twice', async () => {
    const big = await bigTenant(6_000);
    const { organizationId } = big;
    const grant = grantOf('admin', big);
    const exportId = await startExport(world.deps, grant, { action: 'organization.updated' });
    const write = () => writeAuditExport(world.deps, { organizationId, exportId });
    await write();
    await world.owner.query(
      `ALTER TABLE audit_exports ADD CONSTRAINT broken CHECK (finished_at IS NULL) NOT VALID`,
    );
    try {
      await expect(write()).rejects.toThrow();
    } finally {
      await world.owner.query(`ALTER TABLE audit_exports DROP CONSTRAINT broken`);
    }
    await write();
    const labels = labelsOf(await downloaded(world.deps, grant, exportId));
    expect(labels).toHaveLength(6_000);
    expect(new Set(labels).size).toBe(6_000);
  });

  test('a person has at most three in the making, another is not kept waiting by them', async () => {
    const one = await world.tenant('Busy');
    for (let n = 0; n < 3; n++) await startExport(world.deps, grantOf('admin', one));
    expect(await codeOf(startExport(world.deps, grantOf('admin', one)))).toBe('conflict');
    await startExport(world.deps, grantOf('developer', one));
  });

  test('without its own event there is none', async () => {
    const before = await listAuditExports(world.deps, grantOf('admin'));
    await withoutAudit(world, () =>
      expect(startExport(world.deps, grantOf('admin'))).rejects.toThrow(),
    );
    expect(await listAuditExports(world.deps, grantOf('admin'))).toEqual(before);
  });
});

describe('whose it is', () => {
  test('nobody else sees or downloads it: not another Admin, not another organization', async () => {
    const exportId = await startExport(world.deps, grantOf('admin'));
    await writeAuditExport(world.deps, { organizationId: acme.organizationId, exportId });
    for (const grant of [
      grantOf('developer'),
      grantOf('billing-manager'),
      grantOf('admin', globex),
    ]) {
      expect(await codeOf(downloaded(world.deps, grant, exportId))).toBe('not-found');
      expect((await listAuditExports(world.deps, grant)).map(({ id }) => id)).not.toContain(
        exportId,
      );
    }
    const other = acme.grantFor(
      await world.person('Another Admin'),
      { role: 'admin', teamIds: [] },
      'audit-log.export',
    );
    expect(await codeOf(downloaded(world.deps, other, exportId))).toBe('not-found');
  });

  test('who no longer sees all of the log no longer has the file either', async () => {
    const exportId = await startExport(world.deps, grantOf('admin'));
    await writeAuditExport(world.deps, { organizationId: acme.organizationId, exportId });
    const { userId } = acme.people.admin;
    const demoted = { ...grantOf('developer'), userId };
    expect(await codeOf(downloaded(world.deps, demoted, exportId))).toBe('not-found');
  });

  test.each(rolesThatLack('audit-log.export'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'audit-log.export')).toBe(true);
  });

  test('after its days it is gone, whose ever it was, and the pieces with it', async () => {
    const exportId = await startExport(world.deps, grantOf('admin'));
    await writeAuditExport(world.deps, { organizationId: acme.organizationId, exportId });
    world.deps.clock.moveBySeconds(8 * 24 * 60 * 60);
    expect(await codeOf(downloaded(world.deps, grantOf('admin'), exportId))).toBe('not-found');
    await auditTasks(world.deps)['prune-audit-exports']();
    const { rows } = await world.owner.query(
      `SELECT (SELECT count(*) FROM audit_exports WHERE id = $1)::int AS exports,
              (SELECT count(*) FROM audit_export_chunks WHERE export_id = $1)::int AS pieces`,
      [exportId],
    );
    expect(rows).toEqual([{ exports: 0, pieces: 0 }]);
  });
});
