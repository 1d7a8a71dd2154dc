import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expireAuditEvents } from '@/lib/audit/expire-audit-events';
import { findAuditRetention } from '@/lib/policy/find-policy';
import { updateAuditRetentionSchema } from '@/lib/policy/schema';
import { updateAuditRetention } from '@/lib/policy/update-audit-retention';
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
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** An organization, and somebody who has just proved who they are. */
async function company(): Promise<{ tenant: Tenant; keep: (days: string) => Promise<void> }> {
  const tenant = await world.tenant();
  const sessionId = await world.sessionOf(tenant.people.admin);
  const as = { role: 'admin', teamIds: [], sessionId } as const;
  const grant = tenant.grantFor(tenant.people.admin, as, 'policy.update');
  return {
    tenant,
    keep: (retentionDays) =>
      updateAuditRetention(world.deps, grant, updateAuditRetentionSchema.parse({ retentionDays })),
  };
}

/** Events of some days ago, by the database's clock: it is what decides. */
async function agedEvents(tenant: Tenant, days: readonly number[], count = 1): Promise<void> {
  for (const ago of days) {
    await world.owner.query(
      `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_label, action, target_kind, target_label)
       SELECT gen_random_uuid(), $1, now() - make_interval(days => $2), 'system', 'x', 'organization.updated', 'organization', $2::text
         FROM generate_series(1, $3)`,
      [tenant.organizationId, ago, count],
    );
  }
}

const agesOf = async (tenant: Tenant) =>
  (await auditOf(world, tenant.organizationId))
    .filter(({ action }) => action === 'organization.updated')
    .map(({ target_label: label }) => Number(label))
    .sort((a, b) => a - b);

const retentionOf = (tenant: Tenant) =>
  findAuditRetention(world.deps, tenant.grant('read-only', 'organization.read'));

describe('the setting', () => {
  test('is for good, until an Admin chooses otherwise, and is an event with both', async () => {
    const { tenant, keep } = await company();
    expect(await retentionOf(tenant)).toBeNull();
    await keep('365');
    expect(await retentionOf(tenant)).toBe(365);
    await keep('365');
    await keep('forever');
    expect(await retentionOf(tenant)).toBeNull();
    const events = (await auditOf(world, tenant.organizationId)).filter(
      ({ action }) => action === 'policy.updated',
    );
    expect(events.map(({ before, after }) => [before, after])).toEqual([
      [{ auditRetentionDays: null }, { auditRetentionDays: 365 }],
      [{ auditRetentionDays: 365 }, { auditRetentionDays: null }],
    ]);
  });

  test.each(['89', '0', '-1', '3651', 'x', ''])('%j is not offered', (retentionDays) => {
    expect(updateAuditRetentionSchema.safeParse({ retentionDays }).success).toBe(false);
  });

  test('takes a fresh proof', async () => {
    const { tenant } = await company();
    const grant = tenant.grant('admin', 'policy.update');
    expect(await codeOf(updateAuditRetention(world.deps, grant, { retentionDays: 90 }))).toBe(
      'reauthentication-required',
    );
    expect(await retentionOf(tenant)).toBeNull();
  });

  test('without its event nothing changes', async () => {
    const { tenant, keep } = await company();
    await withoutAudit(world, () => expect(keep('90')).rejects.toThrow());
    expect(await retentionOf(tenant)).toBeNull();
  });

  test.each(rolesThatLack('policy.update'))('%s may not', async (role) => {
    const { tenant } = await company();
    expect(isTurnedAway(tenant, role, 'policy.update')).toBe(true);
  });
});

describe('each night', () => {
  test('what is older goes, of this organization alone, and the log says how much', async () => {
    const { tenant, keep } = await company();
    const other = await company();
    const ages = [1, 89, 91, 400];
    await agedEvents(tenant, ages);
    await agedEvents(other.tenant, ages);
    await keep('90');
    await expireAuditEvents(world.deps);
    expect(await agesOf(tenant)).toEqual([1, 89]);
    expect(await agesOf(other.tenant)).toEqual(ages);
    const expired = async () =>
      (await auditOf(world, tenant.organizationId)).filter(
        ({ action }) => action === 'audit-log.expired',
      );
    expect(await expired()).toMatchObject([{ after: { events: 2, olderThanDays: 90 } }]);
    // A night on which nothing is too old says nothing.
    await expireAuditEvents(world.deps);
    expect(await expired()).toHaveLength(1);
  });

  test('many go in pieces', async () => {
    const { tenant, keep } = await company();
    await agedEvents(tenant, [200], 12_000);
    await keep('90');
    expect(await expireAuditEvents(world.deps)).toBe(12_000);
    const counts = (await auditOf(world, tenant.organizationId)).flatMap(({ action, after }) =>
      action === 'audit-log.expired' ? [after?.['events']] : [],
    );
    expect(counts).toEqual([10_000, 2_000]);
  });

  test('nothing goes without its event', async () => {
    const { tenant, keep } = await company();
    await agedEvents(tenant, [200]);
    await keep('90');
    await withoutAudit(world, () => expect(expireAuditEvents(world.deps)).rejects.toThrow());
    expect(await agesOf(tenant)).toEqual([200]);
  });

  test('a longer time that is chosen before the night saves what would have gone', async () => {
    const { tenant, keep } = await company();
    await agedEvents(tenant, [200]);
    await keep('90');
    await keep('365');
    await expireAuditEvents(world.deps);
    expect(await agesOf(tenant)).toEqual([200]);
  });
});

test('nobody who serves can ask for more than the policy says', async () => {
  const { tenant } = await company();
  await agedEvents(tenant, [3000]);
  const call = `SELECT gatehouse_expire_audit_events($1::uuid, 100) AS deleted`;
  await expect(world.deps.db.app.$queryRawUnsafe(call, tenant.organizationId)).rejects.toThrow(
    /denied/,
  );
  expect(await world.deps.db.system.$queryRawUnsafe(call, tenant.organizationId)).toEqual([
    { deleted: 0 },
  ]);
  // Not even the owner's hand can set less than the least.
  await expect(
    world.owner.query(
      `INSERT INTO organization_policies (organization_id, audit_retention_days, updated_at) VALUES ($1, 1, now())`,
      [tenant.organizationId],
    ),
  ).rejects.toThrow(/retention_bounded/);
});
