import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization } from '@/lib/orgs/create-organization';
import { getOverview } from '@/lib/orgs/get-overview';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { createOrganizationSchema, updateOrganizationSchema } from '@/lib/orgs/schema';
import { updateOrganization } from '@/lib/orgs/update-organization';
import type { Random } from '@/lib/platform/random';
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

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
});
afterAll(() => world.close());

const input = (name: string) =>
  createOrganizationSchema.parse({ name, useCase: 'api-access', timeZone: 'Europe/Berlin' });

describe('createOrganization', () => {
  test('makes the organization, its team Default, and its founder an Admin in it, with one event', async () => {
    const ada = await world.person('Ada');
    const made = await createOrganization(
      world.deps,
      world.personGrant(ada),
      input('Ärzte & Söhne'),
    );
    expect(made.slug).toBe('arzte-sohne');
    expect(made.groupId).toMatch(/^[1-9]\d{18}$/);
    const { rows } = await world.owner.query(
      `SELECT o.name, o.use_case, o.time_zone, o.status, m.role, t.name AS team FROM organizations o
         JOIN memberships m ON m.organization_id = o.id AND m.user_id = $2
         JOIN team_memberships tm ON tm.organization_id = o.id AND tm.user_id = m.user_id
         JOIN teams t ON t.id = tm.team_id WHERE o.id = $1`,
      [made.organizationId, ada.userId],
    );
    expect(rows).toEqual([
      {
        name: 'Ärzte & Söhne',
        use_case: 'api-access',
        time_zone: 'Europe/Berlin',
        status: 'active',
        role: 'admin',
        team: 'Default',
      },
    ]);
    const events = await auditOf(world, made.organizationId);
    expect(events).toMatchObject([
      { action: 'organization.created', actor_id: ada.userId, after: { slug: 'arzte-sohne' } },
    ]);
  });

  test('twenty of one name at once get twenty slugs and twenty Group IDs', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => world.person()));
    const made = await Promise.all(
      people.map((who) => createOrganization(world.deps, world.personGrant(who), input('Globex'))),
    );
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(20);
    expect(new Set(made.map(({ groupId }) => groupId)).size).toBe(20);
    expect(made.map(({ slug }) => slug)).toContain('globex');
  });

  test('a Group ID that is taken is drawn again', async () => {
    const taken = acme.groupId;
    let drawn = 0;
    const random: Random = {
      ...world.deps.random,
      // The first nineteen digits are those of Acme's Group ID, the rest is chance.
      below: (limit) => {
        const digit = Number(taken[drawn]) - (drawn === 0 ? 1 : 0);
        drawn += 1;
        return drawn <= 19 ? digit : world.deps.random.below(limit);
      },
    };
    const grant = world.personGrant(await world.person());
    const made = await createOrganization({ ...world.deps, random }, grant, input('Initech'));
    expect(drawn).toBeGreaterThan(19);
    expect(made.groupId).not.toBe(taken);
  });

  test('a failing audit write takes the organization with it', async () => {
    const ada = await world.person();
    await withoutAudit(world, () =>
      expect(
        createOrganization(world.deps, world.personGrant(ada), input('Umbrella')),
      ).rejects.toThrow(),
    );
    const { rows } = await world.owner.query(
      `SELECT 1 FROM organizations WHERE slug LIKE 'umbrella%'`,
    );
    expect(rows).toEqual([]);
    expect(await listMyOrganizations(world.deps, world.personGrant(ada))).toEqual([]);
  });

  test('one person founds at most twenty a day', async () => {
    const grant = world.personGrant(await world.person());
    const found = () => createOrganization(world.deps, grant, input('Many'));
    for (let n = 0; n < 20; n += 1) await found();
    const refusal = await refusalOf(found());
    expect(refusal.code).toBe('rate-limited');
    expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
  });
});

describe('createOrganizationSchema', () => {
  test.each([
    ['x'.repeat(500), 'Use at most 80 characters.'],
    ['   ', 'Enter a name for the organization.'],
    ['two\nlines', 'Use letters, digits, spaces and signs on one line.'],
    ['\u202eevil', 'Use letters, digits, spaces and signs on one line.'],
    ['a\0b', 'Use letters, digits, spaces and signs on one line.'],
  ])('refuses the name %j', (name, message) => {
    const result = createOrganizationSchema.safeParse({ name, useCase: 'api-access' });
    expect(result.error?.issues).toMatchObject([{ path: ['name'], message }]);
  });

  test('names in any script, emoji and markup are kept as they are', async () => {
    const ada = await world.person();
    const names = [
      'שלום בע״מ',
      '株式会社テスト',
      '🏭 Works',
      '<script>alert(1)</script>',
      "'; DROP TABLE x; --",
    ];
    for (const name of names) {
      await createOrganization(world.deps, world.personGrant(ada), input(name));
    }
    const mine = await listMyOrganizations(world.deps, world.personGrant(ada));
    expect(mine.map((org) => org.name).sort()).toEqual([...names].sort());
    for (const { slug } of mine) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test('what nobody may set is dropped', () => {
    const parsed = createOrganizationSchema.parse({
      name: 'A',
      useCase: 'api-access',
      id: 'x',
      groupId: '1',
      status: 'suspended',
      role: 'admin',
      slug: 'mine',
    });
    expect(Object.keys(parsed).sort()).toEqual(['name', 'useCase']);
  });
});

describe('updateOrganization', () => {
  const change = (fields: object) => updateOrganizationSchema.parse(fields);
  const admin = () => acme.grant('admin', 'organization.update');

  test('changes what is given and tells before and after of just that', async () => {
    const result = await updateOrganization(
      world.deps,
      admin(),
      change({ name: 'Acme Corp', useCase: 'video-creation', timeZone: '' }),
    );
    expect(result).toEqual({ slug: acme.slug });
    const event = (await auditOf(world, acme.organizationId)).at(-1);
    expect(event).toMatchObject({
      action: 'organization.updated',
      before: { name: 'Acme', useCase: 'text-generation' },
      after: { name: 'Acme Corp', useCase: 'video-creation' },
    });
  });

  test('what is as before leaves no event', async () => {
    const before = (await auditOf(world, acme.organizationId)).length;
    await updateOrganization(world.deps, admin(), change({ name: 'Acme Corp' }));
    expect(await auditOf(world, acme.organizationId)).toHaveLength(before);
  });

  test('a taken address is refused beside its field', async () => {
    const other = await world.tenant('Other');
    const refusal = await refusalOf(
      updateOrganization(world.deps, admin(), change({ slug: other.slug })),
    );
    expect(refusal.fieldErrors).toEqual({ slug: ['This address is taken. Choose another.'] });
  });

  test.each(['new', 'UPPER CASE', '-a', 'a--b', 'ünï', 'x'.repeat(49)])(
    'the address %j is refused',
    (slug) => {
      expect(updateOrganizationSchema.safeParse({ slug }).success).toBe(false);
    },
  );

  test('a failing audit write takes the change with it', async () => {
    await withoutAudit(world, () =>
      expect(updateOrganization(world.deps, admin(), change({ name: 'Lost' }))).rejects.toThrow(),
    );
    const { organization } = await getOverview(
      world.deps,
      acme.grant('admin', 'organization.read'),
    );
    expect(organization.name).toBe('Acme Corp');
  });

  test.each(rolesThatLack('organization.update'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'organization.update')).toBe(true);
  });
});

describe('getOverview', () => {
  test('ticks the steps as they happen', async () => {
    const org = await world.tenant('Steps');
    const done = async () => {
      const { checklist } = await getOverview(
        world.deps,
        org.grant('read-only', 'organization.read'),
      );
      return checklist.steps.filter((step) => step.done).map(({ step }) => step);
    };
    expect(await done()).toEqual([]);
    const developer = org.grant('developer', 'api-key.create');
    await Promise.all(Array.from({ length: 5 }, () => markSdkInstalled(world.deps, developer)));
    expect(await done()).toEqual(['install-sdk']);
    const events = await auditOf(world, org.organizationId);
    expect(events.filter(({ action }) => action === 'organization.sdk-installed')).toHaveLength(1);
    await world.owner.query(
      'UPDATE organizations SET first_call_at = now(), sdk_installed_at = NULL WHERE id = $1',
      [org.organizationId],
    );
    expect(await done()).toEqual(['install-sdk', 'first-call']);
  });

  test('counts members, teams and keys of this organization alone', async () => {
    const { counts } = await getOverview(
      world.deps,
      acme.grant('billing-manager', 'organization.read'),
    );
    expect(counts).toEqual({ members: 4, teams: 2, activeKeys: 0 });
  });
});

describe('listMyOrganizations', () => {
  test('lists those in which the person is a member, with their role there, and no other', async () => {
    const mine = await listMyOrganizations(world.deps, world.personGrant(acme.people.developer));
    expect(mine).toMatchObject([{ slug: acme.slug, role: 'developer', status: 'active' }]);
    expect(await listMyOrganizations(world.deps, world.personGrant(await world.person()))).toEqual(
      [],
    );
  });
});

test('an unknown organization is not found', async () => {
  const stranger = await world.person();
  const grant = acme.grantFor(stranger, { role: 'admin', teamIds: [] }, 'organization.read');
  const nowhere = { ...grant, organizationId: world.deps.ids.next() };
  expect(await codeOf(getOverview(world.deps, nowhere))).toBe('not-found');
});
