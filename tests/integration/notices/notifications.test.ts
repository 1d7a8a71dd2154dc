import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import type { Role } from '@/lib/authz/permissions';
import { listPreferences } from '@/lib/notices/list-preferences';
import { notificationCategoryNames, type NotificationCategory } from '@/lib/notices/model';
import { updatePreferenceSchema } from '@/lib/notices/schema';
import type { MailTemplate } from '@/lib/notices/templates';
import { updatePreference } from '@/lib/notices/update-preference';
import { addMember } from '@/lib/orgs/add-member';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { withPerson } from '@/lib/platform/db';
import {
  createWorld,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '../../support/tenants';

const changeRole = changeRoleWith(keysOfMember, invitationsOfInviter);

let world: World;
let org: Tenant;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  await world.owner.query('DELETE FROM outbox_mails');
});
afterAll(() => world.close());

async function mailsTo({ email }: Person): Promise<MailTemplate[]> {
  const { rows } = await world.owner.query<{ id: string; payload_sealed: Buffer }>(
    'SELECT id, payload_sealed FROM outbox_mails WHERE recipient = $1 ORDER BY ctid',
    [email],
  );
  return rows.map(
    (row) => JSON.parse(world.deps.vault.open(row.payload_sealed, row.id)) as MailTemplate,
  );
}
const mailCount = async () =>
  (await world.owner.query<{ count: number }>('SELECT count(*)::int AS count FROM outbox_mails'))
    .rows[0]?.count;
const choose = (person: Person, category: NotificationCategory, enabled: boolean) =>
  updatePreference(world.deps, world.personGrant(person), { category, enabled });
const choicesOf = (person: Person) => listPreferences(world.deps, world.personGrant(person));

async function keyOf(role: Role, name = 'Backend') {
  const input = createApiKeySchema.parse({
    name,
    environment: 'production',
    teamId: org.teams.default,
  });
  return createApiKey(world.deps, org.grant(role, 'api-key.create'), input);
}
const setRole = (role: Role) =>
  changeRole(world.deps, org.grant('admin', 'member.update-role'), {
    userId: org.people.developer.userId,
    role,
  });

describe('what a person chose', () => {
  test('begins with everything on, and is saved for each category alone', async () => {
    const { developer } = org.people;
    expect(await choicesOf(developer)).toEqual({ 'api-keys': true, organizations: true });
    await choose(developer, 'api-keys', false);
    expect(await choicesOf(developer)).toEqual({ 'api-keys': false, organizations: true });
    await choose(developer, 'api-keys', true);
    expect(await choicesOf(developer)).toEqual({ 'api-keys': true, organizations: true });
  });

  test('leaves an event for each change, and none for what is so already', async () => {
    const { developer } = org.people;
    for (const enabled of [true, false, false, true, true]) {
      await choose(developer, 'organizations', enabled);
    }
    const { rows } = await world.owner.query(
      "SELECT before, after FROM audit_events WHERE target_id = $1 AND action = 'user.notifications-changed' ORDER BY ctid",
      [developer.userId],
    );
    expect(rows).toEqual([
      { before: { organizations: true }, after: { organizations: false } },
      { before: { organizations: false }, after: { organizations: true } },
    ]);
  });

  test('the same switched twenty times at once leaves one event', async () => {
    const { developer } = org.people;
    await Promise.all(Array.from({ length: 20 }, () => choose(developer, 'organizations', false)));
    const { rows } = await world.owner.query(
      "SELECT 1 FROM audit_events WHERE target_id = $1 AND action = 'user.notifications-changed'",
      [developer.userId],
    );
    expect(rows).toHaveLength(1);
  });

  test("is nobody else's to see or to change", async () => {
    const { developer, admin } = org.people;
    await choose(developer, 'organizations', false);
    expect(await choicesOf(admin)).toEqual({ 'api-keys': true, organizations: true });
    const seen = await withPerson(world.deps.db, admin.userId, (tx) =>
      tx.notificationPreference.findMany({ select: { category: true } }),
    );
    expect(seen).toEqual([]);
    const changed = await withPerson(world.deps.db, admin.userId, (tx) =>
      tx.notificationPreference.updateMany({ data: { enabled: true } }),
    );
    expect(changed.count).toBe(0);
    await expect(
      withPerson(world.deps.db, admin.userId, (tx) =>
        tx.notificationPreference.createMany({
          data: [
            {
              userId: developer.userId,
              category: 'api-keys',
              enabled: false,
              updatedAt: world.deps.clock.now(),
            },
          ],
        }),
      ),
    ).rejects.toThrow();
  });

  test('knows no other category, security least of all', () => {
    for (const category of ['security', 'password', '', '__proto__']) {
      expect(updatePreferenceSchema.safeParse({ category, enabled: false }).success).toBe(false);
    }
    expect(updatePreferenceSchema.safeParse({ category: 'api-keys', enabled: 'no' }).success).toBe(
      false,
    );
    expect(notificationCategoryNames).toEqual(['api-keys', 'organizations']);
  });

  test('a failing audit write takes the choice with it', async () => {
    const { developer } = org.people;
    await withoutAudit(world, async () => {
      await expect(choose(developer, 'api-keys', false)).rejects.toThrow();
    });
    expect(await choicesOf(developer)).toEqual({ 'api-keys': true, organizations: true });
  });
});

describe('a key of yours', () => {
  const acts = [
    [
      'disabled',
      (keyId: string) => disableApiKey(world.deps, org.grant('admin', 'api-key.update'), { keyId }),
    ],
    [
      'enabled',
      (keyId: string) => enableApiKey(world.deps, org.grant('admin', 'api-key.update'), { keyId }),
    ],
    [
      'revoked',
      (keyId: string) => revokeApiKey(world.deps, org.grant('admin', 'api-key.revoke'), { keyId }),
    ],
  ] as const;

  test('that somebody else disables, enables and revokes is told by one mail each, with name and hint', async () => {
    const { keyId, secret } = await keyOf('developer');
    for (const [, act] of acts) await act(keyId);
    const mails = await mailsTo(org.people.developer);
    expect(mails).toEqual(
      acts.map(([change]) => ({
        template: 'api-key-changed',
        change,
        name: 'Devon Developer',
        by: 'Adele Admin',
        organization: 'Acme',
        key: { name: 'Backend', hint: `sk-api-…${secret.slice(-4)}` },
        at: '21 November 2026 at 12:00 UTC',
        link: `http://localhost:3000/orgs/${org.slug}/api-keys/${keyId}`,
        settingsLink: 'http://localhost:3000/account/notifications',
      })),
    );
    expect(JSON.stringify(mails)).not.toContain(secret);
    expect(await mailsTo(org.people.admin)).toEqual([]);
  });

  test('that was so already, or that you change yourself, is no mail', async () => {
    const { keyId } = await keyOf('developer');
    for (const [, act] of acts) {
      await act(keyId);
      await act(keyId).catch(() => undefined);
    }
    expect(await mailsTo(org.people.developer)).toHaveLength(3);
    const own = await keyOf('admin');
    for (const [, act] of acts) await act(own.keyId);
    expect(await mailsTo(org.people.admin)).toEqual([]);
  });

  test('is no mail where such mails are turned off, from that moment on', async () => {
    const { keyId } = await keyOf('developer');
    await choose(org.people.developer, 'api-keys', false);
    await acts[0][1](keyId);
    expect(await mailCount()).toBe(0);
    await choose(org.people.developer, 'api-keys', true);
    await acts[1][1](keyId);
    expect(await mailCount()).toBe(1);
  });

  test('revoked twenty times at once is one mail', async () => {
    const { keyId } = await keyOf('developer');
    await Promise.allSettled(Array.from({ length: 20 }, () => acts[2][1](keyId)));
    expect(await mailsTo(org.people.developer)).toHaveLength(1);
  });

  test('whose act fails is no mail', async () => {
    const { keyId } = await keyOf('developer');
    await withoutAudit(world, async () => {
      await expect(acts[0][1](keyId)).rejects.toThrow();
    });
    expect(await mailCount()).toBe(0);
  });
});

describe('your place in an organization', () => {
  test('that somebody gives you is one mail', async () => {
    const person = await world.person('Nina New');
    await addMember(world.deps, org.grant('admin', 'member.add'), {
      userId: person.userId,
      role: 'developer',
      teamIds: [],
    });
    expect(await mailsTo(person)).toEqual([
      expect.objectContaining({
        template: 'membership-changed',
        by: 'Adele Admin',
        role: 'Developer',
        roleBefore: null,
        link: `http://localhost:3000/orgs/${org.slug}`,
      }),
    ]);
  });

  test('that changes along with twelve keys is one mail, which names them', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `Key ${String(at + 10)}`);
    for (const name of names) await keyOf('developer', name);
    await setRole('read-only');
    const [mail, ...more] = await mailsTo(org.people.developer);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      template: 'membership-changed',
      role: 'Read-Only',
      roleBefore: 'Developer',
      suspended: names.map((name) => ({
        name,
        hint: expect.stringMatching(/^sk-api-…/) as string,
      })),
      resumed: [],
    });
    await setRole('developer');
    expect((await mailsTo(org.people.developer))[1]).toMatchObject({
      role: 'Developer',
      suspended: [],
      resumed: names.map((name) => expect.objectContaining({ name }) as object),
    });
  });

  test('tells of the keys alone, or of the place alone, or nothing, as the person chose', async () => {
    const { developer } = org.people;
    await keyOf('developer');
    await choose(developer, 'organizations', false);
    await setRole('read-only');
    await choose(developer, 'organizations', true);
    await choose(developer, 'api-keys', false);
    await setRole('developer');
    await choose(developer, 'organizations', false);
    await setRole('billing-manager');
    const mails = await mailsTo(developer);
    expect(mails).toEqual([
      expect.objectContaining({ template: 'api-keys-settled', role: 'Read-Only' }),
      expect.objectContaining({ template: 'membership-changed', suspended: [], resumed: [] }),
    ]);
  });

  test('that a person changes for themselves is no mail, nor one that is refused', async () => {
    const grant = org.grant('admin', 'member.update-role');
    const { userId } = org.people.admin;
    await expect(changeRole(world.deps, grant, { userId, role: 'read-only' })).rejects.toThrow();
    await world.owner.query("UPDATE memberships SET role = 'admin' WHERE user_id = $1", [
      org.people['read-only'].userId,
    ]);
    await changeRole(world.deps, grant, { userId, role: 'developer' });
    expect(await mailCount()).toBe(0);
  });
});

test('an Admin turned hostile fills no mailbox: a member gets thirty mails an hour from an organization', async () => {
  const { keyId } = await keyOf('developer');
  const update = org.grant('admin', 'api-key.update');
  for (let i = 0; i < 18; i += 1) {
    await disableApiKey(world.deps, update, { keyId });
    await enableApiKey(world.deps, update, { keyId });
  }
  // The first of the thirty told them that they were added.
  expect(await mailsTo(org.people.developer)).toHaveLength(29);
});
