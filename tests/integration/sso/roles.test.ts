import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createConnection } from '@/lib/sso/create-connection';
import { getConnection } from '@/lib/sso/list-connections';
import type { GroupRole } from '@/lib/sso/model';
import { updateRolesSchema } from '@/lib/sso/schema';
import { updateRoles } from '@/lib/sso/update-roles';
import {
  auditOf,
  codeOf,
  createWorld,
  withoutAudit,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let connectionId: string;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  ({ connectionId } = await createConnection(world.deps, await admin(), { name: 'Okta' }));
});
afterAll(() => world.close());

async function admin(tenant = acme) {
  const who = tenant.people.admin;
  const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(who) };
  return tenant.grantFor(who, as, 'sso.update');
}
const rules = (groupRoles: GroupRole[] = []) => ({
  connectionId,
  defaultRole: 'developer' as const,
  groupsAttribute: 'groups',
  groupRoles,
});
const saved = async () => getConnection(world.deps, await admin(), { connectionId });
const changes = async () =>
  (await auditOf(world, acme.organizationId)).filter(
    ({ action }) => action === 'sso-connection.updated',
  );

describe('the roles that a connection gives', () => {
  test('are Read-Only until an Admin says otherwise; the log tells both in words', async () => {
    expect(await saved()).toMatchObject({
      defaultRole: 'read-only',
      groupsAttribute: null,
      groupRoles: [],
    });
    const given = rules([
      { group: 'owners', role: 'admin' },
      { group: 'staff', role: 'developer' },
    ]);
    await updateRoles(world.deps, await admin(), given);
    // The same again is no change.
    await updateRoles(world.deps, await admin(), given);
    const { connectionId: _, ...expected } = given;
    expect(await saved()).toMatchObject(expected);
    expect(await changes()).toMatchObject([
      {
        target_label: 'Okta',
        before: { defaultRole: 'read-only', groupsAttribute: null, groupRoles: [] },
        after: {
          defaultRole: 'developer',
          groupsAttribute: 'groups',
          groupRoles: ['owners: Admin', 'staff: Developer'],
        },
      },
    ]);
  });

  test('count in the order in which they were given', async () => {
    const [first, second] = [
      { group: 'a', role: 'developer' as const },
      { group: 'b', role: 'admin' as const },
    ];
    await updateRoles(world.deps, await admin(), rules([first, second]));
    await updateRoles(world.deps, await admin(), rules([second, first]));
    expect((await saved()).groupRoles).toEqual([second, first]);
    expect(await changes()).toHaveLength(2);
  });

  test('stay as they were where the event cannot be written', async () => {
    const grant = await admin();
    await withoutAudit(world, () =>
      expect(updateRoles(world.deps, grant, rules())).rejects.toThrow(),
    );
    expect((await saved()).defaultRole).toBe('read-only');
  });

  test('are changed with a fresh proof alone, and in the own organization alone', async () => {
    const stale = acme.grant('admin', 'sso.update');
    expect(await codeOf(updateRoles(world.deps, stale, rules()))).toBe('reauthentication-required');
    const globex = await admin(await world.tenant('Globex'));
    expect(await codeOf(updateRoles(world.deps, globex, rules()))).toBe('not-found');
    expect(await changes()).toEqual([]);
  });

  test('never make everybody an Admin, whoever asks', async () => {
    await expect(
      world.owner.query(`UPDATE saml_connections SET default_role = 'admin' WHERE id = $1`, [
        connectionId,
      ]),
    ).rejects.toThrow(/default_role_known/);
  });
});

describe('what is sent', () => {
  const fault = (change: object) => {
    const result = updateRolesSchema.safeParse({ ...rules(), ...change });
    return result.success ? null : result.error.issues.map(({ path }) => path.join('.'));
  };
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ group: `g${index}`, role: 'developer' }));

  test('is 50 rules at most, each for another group of at most 200 characters', () => {
    expect(fault({ groupRoles: many(50) })).toBeNull();
    expect(fault({ groupRoles: many(51) })).toEqual(['groupRoles']);
    expect(fault({ groupRoles: [{ group: 'g'.repeat(200), role: 'admin' }] })).toBeNull();
    expect(fault({ groupRoles: [{ group: 'g'.repeat(201), role: 'admin' }] })).toEqual([
      'groupRoles.0.group',
    ]);
    expect(fault({ groupRoles: [...many(2), { group: 'g1', role: 'read-only' }] })).toEqual([
      'groupRoles.2.group',
    ]);
    expect(fault({ groupRoles: [{ group: ' ', role: 'admin' }] })).toEqual(['groupRoles.0.group']);
  });

  test('names roles that there are, and no Admin by default', () => {
    expect(fault({ defaultRole: 'admin' })).toEqual(['defaultRole']);
    expect(fault({ groupRoles: [{ group: 'g', role: 'owner' }] })).toEqual(['groupRoles.0.role']);
  });

  test('has an attribute for the groups where it has rules', () => {
    expect(fault({ groupsAttribute: '' })).toBeNull();
    expect(fault({ groupsAttribute: '', groupRoles: many(1) })).toEqual(['groupsAttribute']);
  });
});
