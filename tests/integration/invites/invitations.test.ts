import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Permission } from '@/lib/authz/permissions';
import { acceptInvitation, declineInvitation } from '@/lib/invites/accept-invitation';
import { copyInvitationLink } from '@/lib/invites/copy-invitation-link';
import { createInvitation } from '@/lib/invites/create-invitation';
import { findInvitation, listMyInvitations } from '@/lib/invites/find-invitation';
import { countInvitations, listInvitations } from '@/lib/invites/list-invitations';
import { mayInviteTo } from '@/lib/invites/model';
import { resendInvitation } from '@/lib/invites/resend-invitation';
import { restoreInvitation, revokeInvitation } from '@/lib/invites/revoke-invitation';
import { createInvitationSchema, listInvitationsSchema } from '@/lib/invites/schema';
import type { MailTemplate } from '@/lib/notices/templates';
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

let world: World;
let acme: Tenant;
let guest: Person;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  guest = await world.person('Greta Guest');
});
afterAll(() => world.close());

const day = 24 * 60 * 60;

const grantOf = async <P extends Permission>(permission: P, tenant = acme) =>
  tenant.grantFor(
    tenant.people.admin,
    { role: 'admin', teamIds: [], sessionId: await world.sessionOf(tenant.people.admin) },
    permission,
  );
const invite = async (fields: object = {}, tenant = acme) =>
  createInvitation(
    world.deps,
    await grantOf('invitation.create', tenant),
    createInvitationSchema.parse({ email: guest.email, role: 'developer', ...fields }),
  );
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? '';
const resend = async (invitationId: string) =>
  resendInvitation(world.deps, await grantOf('invitation.create'), { invitationId });
const revoke = async (invitationId: string, tenant = acme) =>
  revokeInvitation(world.deps, await grantOf('invitation.revoke', tenant), { invitationId });
const restore = async (invitationId: string) =>
  restoreInvitation(world.deps, await grantOf('invitation.revoke'), { invitationId });
const accept = (invitationId: string, person = guest) =>
  acceptInvitation(world.deps, world.personGrant(person), { invitationId });
const list = async (fields: object = {}, tenant = acme) =>
  listInvitations(
    world.deps,
    tenant.grant('admin', 'invitation.read'),
    listInvitationsSchema.parse(fields),
  );
const mailsTo = async (email: string): Promise<MailTemplate[]> => {
  const { rows } = await world.owner.query<{ id: string; payload_sealed: Uint8Array }>(
    'SELECT id, payload_sealed FROM outbox_mails WHERE recipient = $1 ORDER BY ctid',
    [email],
  );
  return rows.map(
    ({ id, payload_sealed }) =>
      JSON.parse(world.deps.vault.open(payload_sealed, id)) as MailTemplate,
  );
};
const membershipOf = async ({ userId }: Person, tenant = acme) => {
  const { rows } = await world.owner.query<{ role: string; teams: string[] }>(
    `SELECT m.role, ARRAY(SELECT t.name FROM team_memberships tm JOIN teams t ON t.id = tm.team_id
                           WHERE tm.organization_id = m.organization_id AND tm.user_id = m.user_id ORDER BY t.name) AS teams
       FROM memberships m WHERE m.organization_id = $1 AND m.user_id = $2`,
    [tenant.organizationId, userId],
  );
  return rows[0];
};
/** The event of an act, of which there is one. */
const eventOf = async (action: string) => {
  const events = await auditOf(world, acme.organizationId);
  return events.filter((event) => event.action === action).at(-1);
};

describe('inviting', () => {
  test('mails a link, keeps its digest alone, and stands in the log', async () => {
    const { invitationId, link } = await invite({
      email: '  Greta.New@Example.COM ',
      message: 'See you\r\nthere',
      teamIds: [acme.teams.other],
      expiresInDays: '3',
    });
    const [item] = (await list()).items;
    expect(item).toMatchObject({
      id: invitationId,
      email: 'greta.new@example.com',
      role: 'developer',
      status: 'pending',
      invitedByName: 'Adele Admin',
      teams: [{ id: acme.teams.other, name: 'Research' }],
    });
    expect(item!.expiresAt.getTime() - item!.createdAt.getTime()).toBe(3 * day * 1000);
    expect(await mailsTo('greta.new@example.com')).toEqual([
      expect.objectContaining({
        template: 'invitation',
        organization: 'Acme',
        by: 'Adele Admin',
        role: 'Developer',
        message: 'See you\nthere',
        link,
      }),
    ]);
    expect(await eventOf('invitation.created')).toMatchObject({
      actor_id: acme.people.admin.userId,
      target_label: 'greta.new@example.com',
      after: { role: 'developer', teams: ['Research'] },
    });
    const { rows } = await world.owner.query<{ row: string }>(
      'SELECT i::text AS row FROM invitations i WHERE id = $1',
      [invitationId],
    );
    expect(rows[0]?.row).not.toContain(tokenOf(link));
  });

  test('is for seven days, into Default, where nothing else is said', async () => {
    await invite();
    const [item] = (await list()).items;
    expect(item!.expiresAt.getTime() - item!.createdAt.getTime()).toBe(7 * day * 1000);
    expect(item!.teams.map(({ name }) => name)).toEqual(['Default']);
  });

  test.each([
    ['no address', { email: 'nobody' }],
    ['an unknown role', { role: 'owner' }],
    ['no days', { expiresInDays: '0' }],
    ['31 days', { expiresInDays: '31' }],
    ['half a day', { expiresInDays: '1.5' }],
    ['a long message', { message: 'x'.repeat(501) }],
    ['control characters', { message: 'a\u0000b' }],
  ])('refuses %s', (_name, fields) => {
    const input = { email: 'a@example.com', role: 'developer', ...fields };
    expect(createInvitationSchema.safeParse(input).success).toBe(false);
  });

  test('refuses a member, an address that waits, and a team of another organization', async () => {
    expect(await codeOf(invite({ email: acme.people.developer.email }))).toBe('conflict');
    await invite();
    expect((await refusalOf(invite())).fieldErrors.email?.[0]).toMatch(/was invited before/);
    const other = await world.tenant('Other');
    expect(
      (await refusalOf(invite({ email: 'x@example.com', teamIds: [other.teams.other] })))
        .fieldErrors,
    ).toHaveProperty('teamIds');
    // Who is a member elsewhere is nothing to this organization.
    await invite({ email: other.people.developer.email });
  });

  test('makes room where the one before has expired', async () => {
    const first = await invite();
    world.deps.clock.moveBySeconds(7 * day);
    const second = await invite();
    expect((await list()).items.map(({ id }) => id)).toEqual([second.invitationId]);
    expect(await codeOf(accept(first.invitationId))).toBe('link-invalid');
  });

  test('of 20 who invite the same address at once, one does', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => invite()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await list()).items).toHaveLength(1);
    expect((await mailsTo(guest.email)).length).toBe(1);
  });

  test('takes a fresh proof for an Admin to be', async () => {
    const stale = acme.grant('admin', 'invitation.create');
    const input = createInvitationSchema.parse({ email: guest.email, role: 'admin' });
    expect(await codeOf(createInvitation(world.deps, stale, input))).toBe(
      'reauthentication-required',
    );
    await invite({ role: 'admin' });
  });

  test('is refused to whoever lost the right meanwhile, and to a role above one’s own', async () => {
    const grant = await grantOf('invitation.create');
    await world.owner.query(
      `UPDATE memberships SET role = 'admin' WHERE organization_id = $1 AND user_id = $2`,
      [acme.organizationId, acme.people.developer.userId],
    );
    await world.owner.query(
      `UPDATE memberships SET role = 'read-only' WHERE organization_id = $1 AND user_id = $2`,
      [acme.organizationId, acme.people.admin.userId],
    );
    const input = createInvitationSchema.parse({ email: guest.email, role: 'developer' });
    expect(await codeOf(createInvitation(world.deps, grant, input))).toBe('forbidden');
    expect(mayInviteTo('admin', 'admin')).toBe(true);
    expect(mayInviteTo('developer', 'admin')).toBe(false);
    expect(mayInviteTo('developer', 'billing-manager')).toBe(false);
    expect(mayInviteTo('developer', 'read-only')).toBe(true);
  });

  test('mails one address ten times a day at most, whoever invites', async () => {
    const { invitationId } = await invite();
    for (let again = 0; again < 9; again += 1) await resend(invitationId);
    const refusal = await refusalOf(resend(invitationId));
    expect([refusal.code, refusal.retryAfterSeconds]).toEqual([
      'rate-limited',
      expect.any(Number) as unknown,
    ]);
    expect(await codeOf(invite({}, await world.tenant('Other')))).toBe('rate-limited');
  });

  test('a failing audit write leaves no invitation and no mail', async () => {
    await withoutAudit(world, () => expect(invite()).rejects.toThrow());
    expect((await list()).items).toEqual([]);
    expect(await mailsTo(guest.email)).toEqual([]);
  });

  test.each(['invitation.read', 'invitation.create', 'invitation.revoke'] as const)(
    '%s is an Admin’s alone',
    (permission) => {
      for (const role of rolesThatLack(permission)) {
        expect(isTurnedAway(acme, role, permission)).toBe(true);
      }
      expect(rolesThatLack(permission)).toHaveLength(3);
    },
  );
});

describe('what waits', () => {
  test('is listed page by page, searched, and counted; another tenant sees none of it', async () => {
    for (let index = 0; index < 5; index += 1) {
      world.deps.clock.moveBySeconds(1);
      await invite({ email: `guest_${index}@example.com` });
    }
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor });
    const third = await list({ limit: 2, cursor: second.nextCursor });
    const all = [first, second, third].flatMap(({ items }) => items.map(({ email }) => email));
    expect(all).toEqual([4, 3, 2, 1, 0].map((index) => `guest_${index}@example.com`));
    expect(third.nextCursor).toBeNull();
    expect((await list({ search: 'T_3@' })).items.map(({ email }) => email)).toEqual([
      'guest_3@example.com',
    ]);
    expect((await list({ search: '%' })).items).toEqual([]);
    expect(await countInvitations(world.deps, acme.grant('admin', 'invitation.read'))).toBe(5);
    const other = await world.tenant('Other');
    expect((await list({}, other)).items).toEqual([]);
  });

  test('is sent again with another link for as many days; the one before is dead', async () => {
    const { invitationId, link } = await invite({ expiresInDays: '2' });
    world.deps.clock.moveBySeconds(3 * day);
    expect((await list()).items[0]?.status).toBe('expired');
    expect(await codeOf(findInvitation(world.deps, tokenOf(link)))).toBe('link-invalid');
    const again = await resend(invitationId);
    expect(again.expiresAt.getTime() - world.deps.clock.now().getTime()).toBe(2 * day * 1000);
    expect(await codeOf(findInvitation(world.deps, tokenOf(link)))).toBe('link-invalid');
    expect(await findInvitation(world.deps, tokenOf(again.link))).toMatchObject({
      id: invitationId,
      email: guest.email,
    });
    expect(await eventOf('invitation.resent')).toBeDefined();
  });

  test('has a link that can be copied, which the log tells of', async () => {
    const { invitationId, link } = await invite();
    const grant = await grantOf('invitation.create');
    expect(await copyInvitationLink(world.deps, grant, { invitationId })).toEqual({ link });
    expect(await eventOf('invitation.link-copied')).toBeDefined();
    world.deps.clock.moveBySeconds(7 * day);
    expect(await codeOf(copyInvitationLink(world.deps, grant, { invitationId }))).toBe('conflict');
  });

  test('is revoked, and for ten minutes taken back as it was', async () => {
    const { invitationId, link } = await invite();
    expect(await revoke(invitationId)).toEqual({ email: guest.email });
    expect(await codeOf(findInvitation(world.deps, tokenOf(link)))).toBe('link-invalid');
    expect(await codeOf(accept(invitationId))).toBe('link-invalid');
    expect(await codeOf(revoke(invitationId))).toBe('conflict');
    expect(await codeOf(resend(invitationId))).toBe('conflict');
    await restore(invitationId);
    expect(await findInvitation(world.deps, tokenOf(link))).toMatchObject({ id: invitationId });
    await revoke(invitationId);
    world.deps.clock.moveBySeconds(10 * 60);
    expect(await codeOf(restore(invitationId))).toBe('conflict');
  });

  test('cannot be taken back where the address was invited anew', async () => {
    const { invitationId } = await invite();
    await revoke(invitationId);
    await invite();
    expect(await codeOf(restore(invitationId))).toBe('conflict');
  });

  test('is not to be found by another tenant', async () => {
    const { invitationId } = await invite();
    const other = await world.tenant('Other');
    expect(await codeOf(revoke(invitationId, other))).toBe('not-found');
    expect((await list()).items).toHaveLength(1);
  });
});

describe('accepting', () => {
  test('makes the person a member with role and teams, and stands in the log', async () => {
    const { invitationId } = await invite({ teamIds: [acme.teams.other, acme.teams.default] });
    expect(await accept(invitationId)).toEqual({ slug: acme.slug });
    expect(await membershipOf(guest)).toEqual({
      role: 'developer',
      teams: ['Default', 'Research'],
    });
    expect(await eventOf('invitation.accepted')).toMatchObject({
      actor_id: guest.userId,
      after: { role: 'developer', teams: ['Default', 'Research'] },
    });
    expect((await list()).items).toEqual([]);
  });

  test('leads into Default where the teams that were named are archived meanwhile', async () => {
    const { invitationId } = await invite({ teamIds: [acme.teams.other] });
    await world.owner.query('UPDATE teams SET archived_at = now() WHERE id = $1', [
      acme.teams.other,
    ]);
    await accept(invitationId);
    expect((await membershipOf(guest))?.teams).toEqual(['Default']);
    const refusal = await refusalOf(
      invite({ email: 'late@example.com', teamIds: [acme.teams.other] }),
    );
    expect(refusal.fieldErrors.teamIds?.[0]).toMatch(/archived/);
  });

  test('40 times at once makes one membership and one event', async () => {
    const { invitationId } = await invite();
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () => accept(invitationId)),
    );
    // Some of so many may find no free connection; nobody is refused.
    const refused = results.filter(
      (result) =>
        result.status === 'rejected' &&
        ['link-invalid', 'forbidden', 'conflict'].includes(
          (result.reason as { code: string }).code,
        ),
    );
    expect(refused).toEqual([]);
    const events = (await auditOf(world, acme.organizationId)).filter(
      ({ action }) => action === 'invitation.accepted',
    );
    expect(events).toHaveLength(1);
    expect(await membershipOf(guest)).toMatchObject({ role: 'developer' });
  });

  test('is for the person of the address alone', async () => {
    const { invitationId } = await invite();
    const other = await world.person('Otto Other');
    expect(await codeOf(accept(invitationId, other))).toBe('forbidden');
    expect(
      await codeOf(declineInvitation(world.deps, world.personGrant(other), { invitationId })),
    ).toBe('forbidden');
    expect(await membershipOf(other)).toBeUndefined();
  });

  test('follows the address: who has changed it is invited no longer, who has it now is', async () => {
    const { invitationId } = await invite();
    await world.owner.query('UPDATE users SET email = $1 WHERE id = $2', [
      `moved-${guest.email}`,
      guest.userId,
    ]);
    expect(await codeOf(accept(invitationId))).toBe('forbidden');
    expect(await listMyInvitations(world.deps, world.personGrant(guest))).toEqual([]);
  });

  test('works to the last second, and not at the end', async () => {
    const { invitationId, link } = await invite({ expiresInDays: '1' });
    world.deps.clock.moveBySeconds(day - 1);
    expect(await findInvitation(world.deps, tokenOf(link))).toMatchObject({ id: invitationId });
    world.deps.clock.moveBySeconds(1);
    expect(await codeOf(findInvitation(world.deps, tokenOf(link)))).toBe('link-invalid');
    expect(await codeOf(accept(invitationId))).toBe('link-invalid');
  });

  test('leaves the role of whoever is a member already', async () => {
    const { invitationId } = await invite({ role: 'admin' });
    await world.owner.query(
      `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'read-only', now(), now())`,
      [acme.organizationId, guest.userId],
    );
    expect(await accept(invitationId)).toEqual({ slug: acme.slug });
    expect(await membershipOf(guest)).toEqual({ role: 'read-only', teams: [] });
    expect(await eventOf('invitation.accepted')).toMatchObject({ after: { wasMember: true } });
  });

  test('opens nothing of an organization that is being deleted', async () => {
    const { invitationId, link } = await invite();
    await world.owner.query(`UPDATE organizations SET status = 'deleting' WHERE id = $1`, [
      acme.organizationId,
    ]);
    expect(await codeOf(findInvitation(world.deps, tokenOf(link)))).toBe('link-invalid');
    expect(await codeOf(accept(invitationId))).toBe('link-invalid');
  });

  test('against a revocation: either the member is in, or nobody is', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await world.person('Rae Racer');
      const { invitationId } = await invite({ email: person.email });
      const [accepted, revoked] = await Promise.allSettled([
        accept(invitationId, person),
        revoke(invitationId),
      ]);
      const isIn = (await membershipOf(person)) !== undefined;
      expect([isIn, accepted.status, revoked.status]).toEqual(
        isIn ? [true, 'fulfilled', 'rejected'] : [false, 'rejected', 'fulfilled'],
      );
    }
  });

  test('a failing audit write leaves the invitation as it was', async () => {
    const { invitationId } = await invite();
    await withoutAudit(world, () => expect(accept(invitationId)).rejects.toThrow());
    expect(await membershipOf(guest)).toBeUndefined();
    expect(await accept(invitationId)).toEqual({ slug: acme.slug });
  });

  test('waits in sight of the person, whichever way they came, until they take or decline it', async () => {
    const { invitationId } = await invite();
    const other = await world.tenant('Other');
    await invite({}, other);
    const mine = () => listMyInvitations(world.deps, world.personGrant(guest));
    expect((await mine()).map(({ organizationName }) => organizationName).sort()).toEqual([
      'Acme',
      'Other',
    ]);
    await declineInvitation(world.deps, world.personGrant(guest), { invitationId });
    expect((await mine()).map(({ organizationName }) => organizationName)).toEqual(['Other']);
    expect(await eventOf('invitation.declined')).toMatchObject({ actor_id: guest.userId });
    expect(await codeOf(accept(invitationId))).toBe('link-invalid');
  });
});
