import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { permissions, type Permission } from '@/lib/authz/permissions';
import { acceptInvitation, declineInvitation } from '@/lib/invites/accept-invitation';
import { createInvitation } from '@/lib/invites/create-invitation';
import { findInvitation, listMyInvitations } from '@/lib/invites/find-invitation';
import { createInvitationSchema } from '@/lib/invites/schema';
import { AppError } from '@/lib/kernel/errors';
import { addMember } from '@/lib/orgs/add-member';
import { createTeam } from '@/lib/orgs/create-team';
import { deleteOrganization } from '@/lib/orgs/delete-organization';
import { findDeletion } from '@/lib/orgs/find-deletion';
import { listMembers } from '@/lib/orgs/list-members';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { previewDeletion } from '@/lib/orgs/preview-deletion';
import { listMembersSchema } from '@/lib/orgs/schema';
import { updateOrganization } from '@/lib/orgs/update-organization';
import { asSystem, withOrg } from '@/lib/platform/db';
import { isCheckViolation } from '@/lib/platform/db-errors';
import { findSession } from '@/lib/sessions/find-session';
import { openSession } from '@/lib/sessions/open-session';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { deletionOf } from '@/tests/support/deletion';
import { testRequest } from '@/tests/support/deps';
import { eventually } from '@/tests/support/keys';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';
import { waitForLocks } from '@/tests/support/turns';

let world: World;
let acme: Tenant;
let deletion: ReturnType<typeof deletionOf>;
let planes: RunningDataPlane[];

beforeAll(async () => {
  world = await createWorld();
  planes = [await startDataPlane(world.database), await startDataPlane(world.database)];
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  deletion = deletionOf(world, acme);
});
afterAll(async () => {
  await Promise.all(planes.map((plane) => plane.close()));
  await world.close();
});

async function secondAdmin(): Promise<Person> {
  const person = await world.person('Second Admin');
  await addMember(world.deps, acme.grant('admin', 'member.add'), {
    userId: person.userId,
    role: 'admin',
    teamIds: [],
  });
  return person;
}

const createKey = (name = 'Mill') =>
  createApiKey(
    world.deps,
    acme.grant('admin', 'api-key.create'),
    createApiKeySchema.parse({ name, environment: 'production', teamId: acme.teams.default }),
  );

/** What the gateway is told of a key, by one node and the other. */
const verify = (key: string) =>
  Promise.all(
    planes.map(async ({ url }) => {
      const response = await fetch(`${url}/v1/keys/verify`, {
        method: 'POST',
        headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      });
      const { valid, code } = (await response.json()) as { valid: boolean; code?: string };
      return valid ? 'valid' : (code ?? '?');
    }),
  );
const onEveryNode = (answer: string) => (answers: string[]) => answers.every((a) => a === answer);

const invite = async (email: string) => {
  const { admin } = acme.people;
  const sessionId = await world.sessionOf(admin);
  const grant = acme.grantFor(
    admin,
    { role: 'admin', teamIds: [], sessionId },
    'invitation.create',
  );
  const input = createInvitationSchema.parse({ email, role: 'developer' });
  const { invitationId, link } = await createInvitation(world.deps, grant, input);
  return { invitationId, token: new URL(link).searchParams.get('token') ?? '' };
};

describe('deleting an organization', () => {
  test('marks it for 30 days of the database, tells the log who, and every Admin by mail', async () => {
    const other = await secondAdmin();
    const { endsAt } = await deletion.delete(other);
    const row = await deletion.row();
    expect(row).toMatchObject({
      status: 'deleting',
      deletion_requested_by_id: other.userId,
      status_before_deletion: 'active',
    });
    expect(row?.days).toBeGreaterThan(29.99);
    expect(row?.days).toBeLessThanOrEqual(30);
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      action: 'organization.deletion-requested',
      actor_id: other.userId,
      target_label: 'Acme',
      before: { status: 'active' },
      after: { status: 'deleting', endsAt: endsAt.toISOString() },
    });
    for (const admin of [acme.people.admin, other]) {
      expect(await deletion.mailsTo(admin)).toMatchObject([
        {
          change: 'requested',
          name: admin.name,
          organization: 'Acme',
          by: 'Second Admin',
          until: expect.stringContaining(String(endsAt.getUTCFullYear())) as string,
          link: `http://localhost:3000/orgs/${acme.slug}`,
        },
      ]);
    }
    expect(await deletion.mailsTo(acme.people.developer)).toEqual([]);
  });

  test.each(['acme', 'Acme ', 'ACME', 'Acm', '', 'Acme\u200b'])(
    'takes its name to the letter, and not %j',
    async (typed) => {
      const refusal = await refusalOf(deletion.delete(acme.people.admin, typed));
      expect(Object.keys(refusal.fieldErrors)).toEqual(['name']);
      expect((await deletion.row())?.status).toBe('active');
    },
  );

  test('takes a fresh proof of identity', async () => {
    const grant = acme.grant('admin', 'organization.delete');
    expect(await codeOf(deleteOrganization(world.deps, grant, { name: 'Acme' }))).toBe(
      'reauthentication-required',
    );
  });

  test('is an Admin’s, and so is keeping: every other role is turned away', () => {
    for (const permission of ['organization.delete', 'organization.keep'] as const) {
      expect(rolesThatLack(permission)).toEqual(['developer', 'billing-manager', 'read-only']);
      for (const role of rolesThatLack(permission)) {
        expect(isTurnedAway(acme, role, permission)).toBe(true);
      }
    }
  });

  test('is refused to whoever lost the role, or left, since the grant was made', async () => {
    const other = await secondAdmin();
    await world.owner.query(`UPDATE memberships SET role = 'developer' WHERE user_id = $1`, [
      other.userId,
    ]);
    expect(await codeOf(deletion.delete(other))).toBe('forbidden');
    await world.owner.query('DELETE FROM memberships WHERE user_id = $1', [other.userId]);
    expect(await codeOf(deletion.delete(other))).toBe('not-found');
    expect((await deletion.row())?.status).toBe('active');
  });

  test('asked by two Admins at once, many times, has happened once', async () => {
    const other = await secondAdmin();
    const ends = await Promise.all(
      [0, 1, 2, 3].flatMap(() => [deletion.delete(), deletion.delete(other)]),
    );
    expect(new Set(ends.map(({ endsAt }) => endsAt.getTime())).size).toBe(1);
    expect(await deletion.events()).toEqual(['organization.deletion-requested']);
    expect(await deletion.mailsTo(other)).toHaveLength(1);
  });

  test('a failing audit write takes all of it with it', async () => {
    await withoutAudit(world, async () => {
      await expect(deletion.delete()).rejects.toThrow();
    });
    expect((await deletion.row())?.status).toBe('active');
    expect(await deletion.mailsTo(acme.people.admin)).toEqual([]);
    await deletion.delete();
    await withoutAudit(world, async () => {
      await expect(deletion.keep()).rejects.toThrow();
    });
    expect((await deletion.row())?.status).toBe('deleting');
  });

  test('touches no other organization', async () => {
    const globex = await world.tenant('Globex');
    await deletion.delete();
    expect((await deletionOf(world, globex).row())?.status).toBe('active');
    const found = await findDeletion(world.deps, globex.grant('admin', 'organization.read'));
    expect(found).toBeNull();
  });

  test('is told beforehand in numbers: members, invitations that wait, keys that work and that are used', async () => {
    const used = await createKey('Used');
    await createKey('Unused');
    const off = await createKey('Off');
    await disableApiKey(world.deps, acme.grant('admin', 'api-key.update'), { keyId: off.keyId });
    await invite('guest@example.com');
    const at = world.deps.clock.now();
    for (const { keyId } of [used, off]) {
      await world.owner.query(
        'INSERT INTO api_key_activity (organization_id, api_key_id, last_used_at) VALUES ($1, $2, $3)',
        [acme.organizationId, keyId, at],
      );
    }
    const grant = acme.grant('admin', 'organization.delete');
    expect(await previewDeletion(world.deps, grant)).toEqual({
      members: 4,
      invitations: 1,
      keys: { live: 2, used: 1, latest: [{ name: 'Used', hint: used.hint, lastUsedAt: at }] },
    });
  });
});

describe('while it is being deleted', () => {
  test('its keys are refused within a second on every node, and accepted again within one where it is kept', async () => {
    const [live, off, gone] = [await createKey(), await createKey('Off'), await createKey('Gone')];
    await disableApiKey(world.deps, acme.grant('admin', 'api-key.update'), { keyId: off.keyId });
    await revokeApiKey(world.deps, acme.grant('admin', 'api-key.revoke'), { keyId: gone.keyId });
    expect(await verify(live.secret)).toEqual(['valid', 'valid']);
    await deletion.delete();
    const refused = onEveryNode('organization-inactive');
    await eventually(async () => refused(await verify(live.secret)), 1_000);
    await deletion.keep();
    await eventually(async () => onEveryNode('valid')(await verify(live.secret)), 1_000);
    for (const { secret } of [off, gone]) {
      expect(await verify(secret)).toEqual(['invalid-key', 'invalid-key']);
    }
  });

  test('nothing in it can be changed, even with a grant from a moment before', async () => {
    const { keyId } = await createKey();
    await deletion.delete();
    const person = await world.person('Late Comer');
    const acts: [string, () => Promise<unknown>][] = [
      ['create a key', () => createKey('Another')],
      [
        'disable a key',
        () => disableApiKey(world.deps, acme.grant('admin', 'api-key.update'), { keyId }),
      ],
      [
        'rename it',
        () =>
          updateOrganization(world.deps, acme.grant('admin', 'organization.update'), {
            name: 'Other',
            slug: undefined,
            useCase: undefined,
            timeZone: undefined,
          }),
      ],
      [
        'create a team',
        () => createTeam(world.deps, acme.grant('admin', 'team.create'), { name: 'T' }),
      ],
      [
        'add a member',
        () =>
          addMember(world.deps, acme.grant('admin', 'member.add'), {
            userId: person.userId,
            role: 'developer',
            teamIds: [],
          }),
      ],
      ['invite', () => invite('late@example.com')],
      [
        'tick a step',
        () => markSdkInstalled(world.deps, acme.grant('developer', 'api-key.create')),
      ],
    ];
    for (const [name, act] of acts) {
      expect([name, await codeOf(act())]).toEqual([name, 'organization-deleting']);
    }
  });

  test('no statement of a tenant gets past the database: neither a row, nor the status, nor the end', async () => {
    await deletion.delete();
    const inside = (statement: (tx: Parameters<Parameters<typeof withOrg>[2]>[0]) => unknown) =>
      withOrg(world.deps.db, acme.organizationId, async (tx) => {
        await statement(tx);
      });
    const id = acme.organizationId;
    expect(
      await codeOf(
        inside(
          (tx) => tx.$executeRaw`UPDATE teams SET name = 'x' WHERE organization_id = ${id}::uuid`,
        ),
      ),
    ).toBe('organization-deleting');
    expect(
      await codeOf(
        inside((tx) => tx.$executeRaw`DELETE FROM memberships WHERE organization_id = ${id}::uuid`),
      ),
    ).toBe('organization-deleting');
    await expect(
      inside(
        (tx) =>
          tx.$executeRaw`UPDATE organizations SET deletion_ends_at = now() WHERE id = ${id}::uuid`,
      ),
    ).rejects.toThrow(/permission denied/);
    await expect(
      inside((tx) => tx.$executeRaw`SELECT gatehouse_purge_organization(${id}::uuid, 100)`),
    ).rejects.toThrow(/permission denied/);
    await expect(
      inside((tx) => tx.$executeRaw`DELETE FROM audit_events WHERE organization_id = ${id}::uuid`),
    ).rejects.toThrow(/permission denied/);
  });

  test('a tenant cannot lift the operator’s suspension by any statement', async () => {
    const id = acme.organizationId;
    await world.owner.query(`UPDATE organizations SET status = 'suspended' WHERE id = $1`, [id]);
    const activate = () =>
      withOrg(
        world.deps.db,
        id,
        (tx) => tx.$executeRaw`UPDATE organizations SET status = 'active' WHERE id = ${id}::uuid`,
      );
    await expect(activate()).rejects.toSatisfy((error) => isCheckViolation(error));
    await deletion.delete();
    await expect(activate()).rejects.toSatisfy((error) => isCheckViolation(error));
  });

  test('nobody accepts or declines an invitation; one that is still valid works again where it is kept', async () => {
    const guest = await world.person('Greta Guest');
    const { invitationId, token } = await invite(guest.email);
    await deletion.delete();
    const grant = world.personGrant(guest);
    const refusal = await refusalOf(acceptInvitation(world.deps, grant, { invitationId }));
    expect(refusal.code).toBe('link-invalid');
    expect(refusal.publicMessage).toMatch(/organization is being deleted/);
    expect(await codeOf(declineInvitation(world.deps, grant, { invitationId }))).toBe(
      'link-invalid',
    );
    expect(await codeOf(findInvitation(world.deps, token))).toBe('link-invalid');
    expect(await listMyInvitations(world.deps, grant)).toEqual([]);
    await deletion.keep();
    expect(await findInvitation(world.deps, token)).toMatchObject({ id: invitationId });
    expect(await acceptInvitation(world.deps, grant, { invitationId })).toEqual({
      slug: acme.slug,
    });
  });

  test('Admins may look, export and keep; others may only know that it is there', () => {
    const open: Record<string, Permission[]> = {};
    for (const role of ['admin', 'developer', 'billing-manager', 'read-only'] as const) {
      const as = { role, teamIds: [], isBeingDeleted: true };
      open[role] = (Object.keys(permissions) as Permission[]).filter((permission) => {
        try {
          acme.grantFor(acme.people[role], as, permission);
          return true;
        } catch (error) {
          expect(['forbidden', 'organization-deleting']).toContain((error as AppError).code);
          return false;
        }
      });
    }
    expect(open).toEqual({
      admin: expect.arrayContaining(['organization.keep', 'audit-log.export']) as Permission[],
      developer: ['organization.read'],
      'billing-manager': ['organization.read'],
      'read-only': ['organization.read'],
    });
    const changes = open['admin']?.filter((name) => !/\.(read|read-[a-z-]+|export)$/.test(name));
    expect(changes).toEqual(['organization.keep']);
  });

  test('every member is told who asked, until when, and who can keep it; the directory stays readable for Admins', async () => {
    const { endsAt } = await deletion.delete();
    const as = { role: 'developer', teamIds: [], isBeingDeleted: true } as const;
    const grant = acme.grantFor(acme.people.developer, as, 'organization.read');
    expect(await findDeletion(world.deps, grant)).toMatchObject({
      requestedBy: 'Adele Admin',
      endsAt,
      admins: ['Adele Admin'],
    });
    const admin = acme.grantFor(acme.people.admin, { ...as, role: 'admin' }, 'member.read');
    const page = await listMembers(world.deps, admin, listMembersSchema.parse({}));
    expect(page.items).toHaveLength(4);
  });

  test('it is in the lists of its members, marked, and in nobody’s from its end on', async () => {
    const { endsAt } = await deletion.delete();
    const { developer } = acme.people;
    const mine = () => listMyOrganizations(world.deps, world.personGrant(developer));
    expect(await mine()).toMatchObject([{ status: 'deleting', deletionEndsAt: endsAt }]);
    const { token } = await asSystem(world.deps.db, 'sign-in', (tx) =>
      openSession(world.deps, tx, {
        userId: developer.userId,
        method: 'password',
        request: testRequest(),
        previousToken: null,
      }),
    );
    const membership = async () =>
      (await findSession(world.deps, token, acme.slug))?.membership ?? null;
    expect(await membership()).toMatchObject({ status: 'deleting', isBeingDeleted: true });
    await deletion.end();
    expect(await mine()).toEqual([]);
    expect(await membership()).toBeNull();
  });
});

describe('keeping an organization', () => {
  test('puts it back, tells the log and every Admin, and is nothing the second time', async () => {
    const other = await secondAdmin();
    await deletion.delete();
    expect(await deletion.keep(other)).toEqual({ status: 'active' });
    expect(await deletion.row()).toEqual({
      status: 'active',
      deletion_requested_by_id: null,
      status_before_deletion: null,
      days: null,
    });
    expect((await auditOf(world, acme.organizationId)).at(-1)).toMatchObject({
      action: 'organization.kept',
      actor_id: other.userId,
      after: { status: 'active' },
    });
    expect(await deletion.mailsTo(acme.people.admin)).toMatchObject([
      { change: 'requested' },
      { change: 'kept', by: 'Second Admin' },
    ]);
    expect(await deletion.keep()).toEqual({ status: 'active' });
    expect(await deletion.events()).toHaveLength(2);
  });

  test('does not lift a suspension, from before the deletion or from meanwhile', async () => {
    const suspend = `UPDATE organizations SET status = 'suspended' WHERE id = $1`;
    await world.owner.query(suspend, [acme.organizationId]);
    await deletion.delete();
    expect(await deletion.keep()).toEqual({ status: 'suspended' });
  });

  test('is refused once its time is over', async () => {
    await deletion.delete();
    await deletion.end();
    expect(await codeOf(deletion.keep())).toBe('conflict');
    expect((await deletion.row())?.status).toBe('deleting');
  });
});

describe('races', () => {
  test('deleting against keeping: one after the other, and the log tells in which order', async () => {
    const other = await secondAdmin();
    await deletion.delete();
    await Promise.allSettled([deletion.keep(), deletion.delete(other), deletion.keep(other)]);
    const events = await deletion.events();
    const last = events.at(-1) === 'organization.kept' ? 'active' : 'deleting';
    expect((await deletion.row())?.status).toBe(last);
    events.forEach((event, index) => {
      expect(event).toBe(index % 2 === 0 ? 'organization.deletion-requested' : 'organization.kept');
    });
  });

  /** Makes acts on the organization follow each other in this order, however fast each is. */
  async function inTurn(acts: (() => Promise<unknown>)[]): Promise<string[]> {
    const holder = new pg.Client({ connectionString: world.database.ownerUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE', [
      acme.organizationId,
    ]);
    const begun: Promise<string>[] = [];
    for (const act of acts) {
      begun.push(
        act().then(
          () => 'done',
          (error: unknown) => (error instanceof AppError ? error.code : String(error)),
        ),
      );
      await waitForLocks(
        async (text) => (await world.owner.query(text)).rows as never,
        begun.length,
      );
    }
    await holder.query('COMMIT');
    await holder.end();
    return Promise.all(begun);
  }

  test('against accepting an invitation, creating a key and a team: who waited behind the deletion is refused', async () => {
    const guest = await world.person('Rae Racer');
    const { invitationId } = await invite(guest.email);
    const accept = () => acceptInvitation(world.deps, world.personGrant(guest), { invitationId });
    const team = () => createTeam(world.deps, acme.grant('admin', 'team.create'), { name: 'Late' });
    const refused = 'organization-deleting';
    expect(await inTurn([() => deletion.delete(), accept, () => createKey(), team])).toEqual([
      'done',
      'link-invalid',
      refused,
      refused,
    ]);
    await deletion.keep();
    expect(await inTurn([accept, () => createKey(), team, () => deletion.delete()])).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
    expect((await deletion.row())?.status).toBe('deleting');
  });
});
