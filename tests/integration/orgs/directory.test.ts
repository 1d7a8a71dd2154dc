import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { addMember } from '@/lib/orgs/add-member';
import { exportMembers } from '@/lib/orgs/export-members';
import { listDirectoryTeams } from '@/lib/orgs/list-directory-teams';
import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema } from '@/lib/orgs/schema';
import type { Role } from '@/lib/authz/permissions';
import { accessOf } from '../../support/access';
import {
  createWorld,
  refusalOf,
  type Person,
  type Tenant,
  type World,
} from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
const day = 24 * 60 * 60;

const sql = (text: string, ...values: unknown[]) => world.owner.query(text, values);
const addMfa = (userId: string) =>
  sql(
    `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at)
     VALUES (gen_random_uuid(), $1, '\\x00', 'test', 0, now())`,
    userId,
  );
const addIdentity = (userId: string, provider: string) =>
  sql(
    `INSERT INTO identities (id, user_id, provider, issuer, subject, email, created_at, last_used_at)
     VALUES (gen_random_uuid(), $1::uuid, $2, 'test', $1::text, 'a@example.com', now(), now())`,
    userId,
    provider,
  );
const wasActive = (tenant: Tenant, userId: string, daysAgo: number) =>
  sql(
    `UPDATE memberships SET last_active_at = $3 WHERE organization_id = $1 AND user_id = $2`,
    tenant.organizationId,
    userId,
    new Date(world.deps.clock.now().getTime() - daysAgo * day * 1000),
  );

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
});
afterAll(() => world.close());

const list = (fields: object, role: Role = 'admin', tenant = acme) =>
  listMembers(world.deps, tenant.grant(role, 'member.read'), listMembersSchema.parse(fields));
const names = async (fields: object, role: Role = 'admin', tenant = acme) =>
  (await list({ sort: 'name', ...fields }, role, tenant)).items.map(({ name }) => name);

async function join(name: string, tenant = acme, teamIds: string[] = []): Promise<Person> {
  const person = await world.person(name);
  const input = { userId: person.userId, role: 'developer' as const, teamIds };
  await addMember(world.deps, tenant.grant('admin', 'member.add'), input);
  return person;
}

async function exported(fields: object): Promise<string[]> {
  const pieces: string[] = [];
  const input = listMembersSchema.parse(fields);
  const file = exportMembers(world.deps, acme.grant('admin', 'member.read'), input);
  for await (const piece of file) pieces.push(piece);
  return pieces.join('').trimEnd().split('\r\n');
}

describe('the filters of the directory', () => {
  test('team, second factor, method and activity each leave who they name', async () => {
    const tina = await join('Tina Team', acme, [acme.teams.other]);
    await addMfa(acme.people.admin.userId);
    await addIdentity(tina.userId, 'github');
    await addIdentity(acme.people['read-only'].userId, 'google');
    await sql(`UPDATE users SET password_hash = 'x' WHERE id = $1`, acme.people.developer.userId);
    await wasActive(acme, tina.userId, 3);
    await wasActive(acme, acme.people.admin.userId, 20);
    await wasActive(acme, acme.people.developer.userId, 60);

    expect(await names({ teamId: acme.teams.other })).toEqual(['Tina Team']);
    expect(await names({ mfa: 'on' })).toEqual(['Adele Admin']);
    expect(await names({ mfa: 'off', role: 'read-only' })).toEqual(['Rea Donly']);
    expect(await names({ method: 'github' })).toEqual(['Tina Team']);
    expect(await names({ method: 'google' })).toEqual(['Rea Donly']);
    expect(await names({ method: 'password' })).toEqual(['Devon Developer']);
    expect(await names({ active: '7' })).toEqual(['Tina Team']);
    expect(await names({ active: '30' })).toEqual(['Adele Admin', 'Tina Team']);
    expect(await names({ active: '90', sort: 'last-active' })).toEqual([
      'Tina Team',
      'Adele Admin',
      'Devon Developer',
    ]);
    expect(await names({ active: 'never' })).toEqual(['Bill Manager', 'Rea Donly']);
    expect(await names({ mfa: 'on', method: 'github' })).toEqual([]);
    const [tinas] = (await list({ search: 'tina' })).items;
    expect(tinas?.signIn).toEqual({ mfa: false, methods: ['github'] });
    const teams = await listDirectoryTeams(world.deps, acme.grant('read-only', 'member.read'));
    expect(teams.map(({ name }) => name)).toEqual(['Default', 'Research']);
  });

  test('single sign-on is a way in of who is known to an active connection of this organization', async () => {
    const access = accessOf(world);
    const sam = await join('Sam Federated');
    const [here, idle, there] = [
      await access.connect(acme),
      await access.connect(acme, { name: 'Old', isActive: false }),
      await access.connect(globex),
    ];
    await access.knowBySaml(acme, sam, here);
    await access.knowBySaml(acme, acme.people.developer, idle);
    await access.knowBySaml(globex, acme.people.admin, there);
    expect(await names({ method: 'saml' })).toEqual(['Sam Federated']);
    expect((await list({ search: 'sam' })).items[0]?.signIn).toEqual({
      mfa: false,
      methods: ['saml'],
    });
    const [head, line] = await exported({ search: 'sam' });
    expect(head).toContain('sign-in methods');
    expect(line).toContain('Single sign-on');
    await access.deactivate(here);
    expect(await names({ method: 'saml' })).toEqual([]);
    expect((await list({ search: 'sam' })).items[0]?.signIn?.methods).toEqual([]);
  });

  test('who was known to an identity provider before they joined is found by it, and no more once that ends', async () => {
    const access = accessOf(world);
    const person = await world.person('Early Bird');
    const connectionId = await access.connect(acme);
    await access.knowBySaml(acme, person, connectionId);
    const input = { userId: person.userId, role: 'developer' as const, teamIds: [] };
    await addMember(world.deps, acme.grant('admin', 'member.add'), input);
    expect(await names({ method: 'saml', search: 'early' })).toEqual(['Early Bird']);
    const kept = async () =>
      (
        await world.owner.query<{ has_saml: boolean }>(
          'SELECT has_saml FROM directory_entries WHERE organization_id = $1 AND user_id = $2',
          [acme.organizationId, person.userId],
        )
      ).rows;
    expect(await kept()).toEqual([{ has_saml: true }]);
    await sql('DELETE FROM saml_connections WHERE id = $1', connectionId);
    expect(await kept()).toEqual([{ has_saml: false }]);
    expect(await names({ method: 'saml', search: 'early' })).toEqual([]);
  });

  test('search takes the beginnings of words, without capitals and accents, all of them', async () => {
    const person = await join('Zoë Ångström-Núñez');
    expect(await names({ search: 'ZOE' })).toEqual([person.name]);
    expect(await names({ search: 'nun zo' })).toEqual([person.name]);
    expect(await names({ search: 'ångs' })).toEqual([person.name]);
    expect(await names({ search: person.email })).toEqual([person.name]);
    expect(await names({ search: 'oe' })).toEqual([]);
    expect(await names({ search: 'zoe devon' })).toEqual([]);
    for (const search of ['%', '_', 'z%x', '\\', '%%%', "'", '*']) {
      expect(await names({ search }), search).toEqual([]);
    }
  });

  test('another organization’s team, people and words are nobody’s here', async () => {
    await join('Xavier Only', globex);
    expect(await names({ teamId: globex.teams.default })).toEqual([]);
    expect(await names({ search: 'xavier' })).toEqual([]);
    expect(await names({ search: 'xavier' }, 'admin', globex)).toEqual(['Xavier Only']);
  });
});

describe('who sees what', () => {
  test.each(['developer', 'billing-manager', 'read-only'] as const)(
    '%s learns nothing of how others sign in, by list, filter or file',
    async (role) => {
      expect((await list({}, role)).items.map(({ signIn }) => signIn)).not.toContainEqual(
        expect.anything(),
      );
      for (const fields of [{ mfa: 'on' }, { mfa: 'off' }, { method: 'password' }]) {
        expect((await refusalOf(list(fields, role))).code).toBe('forbidden');
        const file = exportMembers(
          world.deps,
          acme.grant(role, 'member.read'),
          listMembersSchema.parse(fields),
        );
        await file.next();
        expect((await refusalOf(file.next())).code).toBe('forbidden');
      }
      const [head] = await exportMembers(
        world.deps,
        acme.grant(role, 'member.read'),
        listMembersSchema.parse({}),
      )
        .next()
        .then(({ value }) => String(value).split('\r\n'));
      expect(head).not.toMatch(/two-factor|sign-in/);
    },
  );

  test('who may not see keys does not learn who has most from the order', async () => {
    expect((await refusalOf(list({ sort: 'keys' }, 'billing-manager'))).code).toBe('forbidden');
    expect((await list({ sort: 'keys' }, 'read-only')).items.length).toBeGreaterThan(3);
  });
});

describe('what the directory keeps of a member follows', () => {
  const entry = async (person: Person, tenant = globex) => {
    const { items } = await list({ search: person.email, limit: 100 }, 'admin', tenant);
    return items.find(({ userId }) => userId === person.userId);
  };

  test('keys made and revoked, and the order by them', async () => {
    const { developer } = globex.people;
    const grant = globex.grant('developer', 'api-key.create');
    const make = async (name: string) =>
      createApiKey(
        world.deps,
        grant,
        createApiKeySchema.parse({ name, environment: 'staging', teamId: globex.teams.default }),
      );
    const { keyId } = await make('One');
    await make('Two');
    expect((await entry(developer))?.keyCount).toBe(2);
    await revokeApiKey(world.deps, globex.grant('developer', 'api-key.revoke'), { keyId });
    expect((await entry(developer))?.keyCount).toBe(1);
    expect((await names({ sort: 'keys' }, 'admin', globex))[0]).toBe('Devon Developer');
    await sql('DELETE FROM api_keys WHERE organization_id = $1', globex.organizationId);
    expect((await entry(developer))?.keyCount).toBe(0);
  });

  test('a role, a name, an address, a password, a factor, an identity, in each organization', async () => {
    const person = await join('Old Name', globex);
    await addMember(world.deps, acme.grant('admin', 'member.add'), {
      userId: person.userId,
      role: 'read-only',
      teamIds: [],
    });
    await changeRoleWith(keysOfMember, invitationsOfInviter)(
      world.deps,
      globex.grant('admin', 'member.update-role'),
      {
        userId: person.userId,
        role: 'read-only',
      },
    );
    expect(await names({ role: 'read-only', search: 'old' }, 'admin', globex)).toHaveLength(1);
    await sql(
      `UPDATE users SET name = 'New Name', email = 'fresh@example.org', password_hash = 'x' WHERE id = $1`,
      person.userId,
    );
    await addMfa(person.userId);
    await addIdentity(person.userId, 'google');
    for (const tenant of [acme, globex]) {
      expect(await names({ search: 'old' }, 'admin', tenant)).toEqual([]);
      const found = await entry({ ...person, email: 'fresh@example.org' }, tenant);
      expect(found).toMatchObject({
        name: 'New Name',
        signIn: { mfa: true, methods: ['password', 'google'] },
      });
    }
    await sql('DELETE FROM totp_factors WHERE user_id = $1', person.userId);
    await sql('DELETE FROM identities WHERE user_id = $1', person.userId);
    const after = await entry({ ...person, email: 'fresh@example.org' });
    expect(after?.signIn).toEqual({ mfa: false, methods: ['password'] });
  });

  test('whoever leaves is gone from it, and comes back with what they have', async () => {
    const person = await join('Gone Soon', globex);
    await sql('DELETE FROM memberships WHERE user_id = $1', person.userId);
    const left = await sql('SELECT 1 FROM directory_words WHERE user_id = $1', person.userId);
    expect(left.rows).toEqual([]);
    await addMfa(person.userId);
    await addMember(world.deps, globex.grant('admin', 'member.add'), {
      userId: person.userId,
      role: 'developer',
      teamIds: [],
    });
    expect((await entry(person))?.signIn?.mfa).toBe(true);
  });

  test('a factor that is confirmed while its person is being added is not missed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await world.person('Racing Round');
      await Promise.all([
        addMfa(person.userId),
        addMember(world.deps, globex.grant('admin', 'member.add'), {
          userId: person.userId,
          role: 'developer',
          teamIds: [],
        }),
      ]);
      expect((await entry(person))?.signIn?.mfa).toBe(true);
    }
  });
});
