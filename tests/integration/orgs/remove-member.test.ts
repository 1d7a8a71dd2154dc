import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { keysOfDeparting } from '@/lib/api-keys/keys-of-departing';
import { listKeyHandOvers } from '@/lib/api-keys/list-key-hand-overs';
import { acceptInvitation } from '@/lib/invites/accept-invitation';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { removeMemberSchema } from '@/lib/orgs/departure-schema';
import { findHeirs } from '@/lib/orgs/find-heirs';
import { listMembers } from '@/lib/orgs/list-members';
import { previewRemoveMemberWith } from '@/lib/orgs/preview-departure';
import { removeMemberWith } from '@/lib/orgs/remove-member';
import { listMembersSchema } from '@/lib/orgs/schema';
import { withOrg } from '@/lib/platform/db';
import { endSessionsOfMember } from '@/lib/sessions/member-sessions-repository';
import { listActivity } from '@/lib/sign-in/list-activity';
import { listActivitySchema } from '@/lib/sign-in/schema';
import { departuresOf } from '../../support/departures';
import { teamsOf } from '../../support/teams';
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
} from '../../support/tenants';
import { mailsOf } from '../../support/tenant-mails';

const parts = { keys: keysOfDeparting, invitations: invitationsOfInviter };
const removeMember = removeMemberWith(parts);

let world: World;
let org: Tenant;
let departures: ReturnType<typeof departuresOf>;
let teams: ReturnType<typeof teamsOf>;
let dora: Person;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  await world.owner.query('DELETE FROM outbox_mails');
  departures = departuresOf(world, org);
  teams = teamsOf(world, org);
  dora = org.people.developer;
});
afterAll(() => world.close());

const events = async (action: string) =>
  (await auditOf(world, org.organizationId)).filter((event) => event.action === action);
const keyOf = (name: string, who = dora, teamId = org.teams.default) =>
  teams.key(who, name, { teamId });
const ownersOf = async (): Promise<Record<string, string>> => {
  const { rows } = await world.owner.query<{ name: string; status: string; owner: string }>(
    `SELECT k.name, k.status, u.name AS owner FROM api_keys k JOIN users u ON u.id = k.owner_user_id
      WHERE k.organization_id = $1`,
    [org.organizationId],
  );
  return Object.fromEntries(rows.map(({ name, status, owner }) => [name, `${status}, ${owner}`]));
};
const openSessions = async ({ userId }: Person) => {
  const { rows } = await world.owner.query<{ reason: string | null }>(
    'SELECT revoked_reason AS reason FROM sessions WHERE user_id = $1',
    [userId],
  );
  return rows.map(({ reason }) => reason);
};

describe('what hangs on a member', () => {
  test('is shown first: every key with its last use, open sessions, invitations; nothing changes', async () => {
    const { keyId } = await keyOf('used');
    const off = await keyOf('off');
    await disableApiKey(world.deps, org.grant('admin', 'api-key.update'), { keyId: off.keyId });
    const lastUsedAt = new Date('2026-11-20T08:00:00.000Z');
    await world.owner.query(
      'INSERT INTO api_key_activity (organization_id, api_key_id, last_used_at) VALUES ($1, $2, $3)',
      [org.organizationId, keyId, lastUsedAt],
    );
    await world.sessionOf(dora);
    await world.sessionOf(dora);
    const preview = await departures.preview(dora);
    expect(preview).toMatchObject({
      name: dora.name,
      role: 'developer',
      decision: 'go',
      keys: [
        { name: 'off', state: 'disabled', lastUsedAt: null },
        { name: 'used', state: 'active', lastUsedAt, teamName: 'Default', environment: 'staging' },
      ],
      invitations: [],
      sessions: { count: 2, lastSeenAt: world.deps.clock.now() },
    });
    expect(await departures.members()).toHaveProperty(dora.name);
    expect(await openSessions(dora)).toEqual([null, null]);
  });

  test('counts all invitations of an Admin, and names the first of them', async () => {
    const second = await departures.join('Second Admin', 'admin');
    for (const n of [1, 2]) await departures.invite(second, `guest-${n}@example.com`);
    expect(await departures.preview(second)).toMatchObject({
      invitationCount: 2,
      invitations: [{ email: 'guest-1@example.com' }, { email: 'guest-2@example.com' }],
    });
  });

  test.each(rolesThatLack('member.remove'))('is not for %s to see or to remove', (role) => {
    expect(isTurnedAway(org, role, 'member.remove')).toBe(true);
  });

  test('is found of nobody who is in another organization, as of nobody at all', async () => {
    const elsewhere = await world.tenant('Elsewhere');
    const grant = org.grant('admin', 'member.remove');
    const preview = previewRemoveMemberWith(parts);
    const refusals = await Promise.all(
      [elsewhere.people.developer.userId, world.deps.ids.next()].map((userId) =>
        refusalOf(preview(world.deps, grant, { userId })),
      ),
    );
    expect(refusals.map(({ code }) => code)).toEqual(['not-found', 'not-found']);
    expect(refusals[0]?.publicMessage).toBe(refusals[1]?.publicMessage);
    const remove = removeMember(
      world.deps,
      grant,
      removeMemberSchema.parse({ userId: elsewhere.people.developer.userId, seen: 'x' }),
    );
    expect(await codeOf(remove)).toBe('not-found');
  });

  test('one organization cannot end the sessions of another’s members', async () => {
    const elsewhere = await world.tenant('Elsewhere');
    const stranger = elsewhere.people.developer;
    await world.sessionOf(stranger);
    const ended = await withOrg(world.deps.db, org.organizationId, (tx) =>
      endSessionsOfMember(tx, stranger.userId, world.deps.clock.now()),
    );
    expect([ended, await openSessions(stranger)]).toEqual([0, [null]]);
  });
});

describe('removeMember', () => {
  test('takes the member out of organization, teams and directory, and signs them out everywhere', async () => {
    await world.sessionOf(dora);
    await departures.remove(dora);
    expect(Object.keys(await departures.members())).not.toContain(dora.name);
    expect(await teams.teamsOf(dora)).toEqual([]);
    const { items } = await listMembers(
      world.deps,
      org.grant('admin', 'member.read'),
      listMembersSchema.parse({ search: dora.name }),
    );
    expect(items).toEqual([]);
    expect(await openSessions(dora)).toEqual(['removed']);
    expect((await events('member.removed'))[0]).toMatchObject({
      actor_id: org.people.admin.userId,
      target_id: dora.userId,
      target_label: `${dora.name} <${dora.email}>`,
      before: { role: 'developer', teams: ['Default'] },
      after: { keys: 'none', invitations: 'none', sessionsEnded: 1 },
    });
    expect((await events('member.signed-out'))[0]).toMatchObject({
      target_id: dora.userId,
      after: { sessionsEnded: 1, because: `${dora.name} was removed from the organization` },
    });
  });

  test('their own activity says why they are signed out, and nothing of the Admin', async () => {
    await world.sessionOf(dora);
    await departures.remove(dora);
    const { items } = await listActivity(
      world.deps,
      world.personGrant(dora),
      listActivitySchema.parse({}),
    );
    expect(items[0]).toMatchObject({
      title: 'Revoked a session',
      detail: 'All sessions: you were removed from Acme',
      ip: null,
      method: null,
    });
  });

  test('revokes all keys, or hands them over, each with its event', async () => {
    await keyOf('one');
    await keyOf('two');
    await departures.remove(dora, { keys: 'revoke' });
    expect(await ownersOf()).toEqual({
      one: `revoked, ${dora.name}`,
      two: `revoked, ${dora.name}`,
    });
    expect(await events('api-key.revoked')).toMatchObject([
      {
        target_label: 'one',
        before: { state: 'active' },
        after: { state: 'revoked', because: `${dora.name} was removed from the organization` },
      },
      { target_label: 'two' },
    ]);
    expect((await events('member.removed'))[0]?.after).toMatchObject({ keys: 'revoked: 2' });
  });

  test('hands keys over with exceptions, keeps what was disabled off, and counts them in the directory', async () => {
    const heir = await departures.join('Hella Heir', 'developer');
    const kept = await keyOf('kept');
    const off = await keyOf('off');
    const ended = await keyOf('ended');
    const boss = await keyOf('for the boss');
    await disableApiKey(world.deps, org.grant('admin', 'api-key.update'), { keyId: off.keyId });
    await departures.remove(dora, {
      keys: 'hand-over',
      newOwnerId: heir.userId,
      exceptions: [
        { keyId: ended.keyId, fate: 'revoke' },
        { keyId: boss.keyId, fate: 'hand-over', newOwnerId: org.people.admin.userId },
      ],
    });
    expect(await ownersOf()).toEqual({
      kept: 'active, Hella Heir',
      off: 'disabled, Hella Heir',
      ended: `revoked, ${dora.name}`,
      'for the boss': 'active, Adele Admin',
    });
    const handed = await events('api-key.handed-over');
    expect(handed).toHaveLength(3);
    expect(handed.find(({ target_id }) => target_id === kept.keyId)).toMatchObject({
      before: { owner: `${dora.name} <${dora.email}>`, state: 'active' },
      after: {
        owner: `Hella Heir <${heir.email}>`,
        state: 'active',
        because: `${dora.name} was removed from the organization`,
      },
    });
    const { items } = await listMembers(
      world.deps,
      org.grant('admin', 'member.read'),
      listMembersSchema.parse({}),
    );
    const counts = Object.fromEntries(items.map(({ name, keyCount }) => [name, keyCount]));
    expect([counts['Hella Heir'], counts['Adele Admin']]).toEqual([2, 1]);
  });

  test('whoever may see the key sees whose it was, and nobody of another organization does', async () => {
    const heir = await departures.join('Hella Heir', 'developer');
    const { keyId } = await keyOf('given');
    await departures.remove(dora, { keys: 'hand-over', newOwnerId: heir.userId });
    const as = { role: 'developer', teamIds: [org.teams.default] } as const;
    const handOvers = await listKeyHandOvers(world.deps, org.grantFor(heir, as, 'api-key.read'), {
      keyId,
    });
    expect(handOvers).toEqual([
      {
        at: world.deps.clock.now(),
        from: `${dora.name} <${dora.email}>`,
        by: `Adele Admin <${org.people.admin.email}>`,
        because: `${dora.name} was removed from the organization`,
      },
    ]);
    const elsewhere = await world.tenant('Elsewhere');
    const foreign = elsewhere.grant('admin', 'api-key.read');
    expect(await listKeyHandOvers(world.deps, foreign, { keyId })).toEqual([]);
  });

  test('a suspended key works again with its next owner, since the Admin who gives it may hold it', async () => {
    await keyOf('asleep');
    await world.owner.query(
      `UPDATE memberships SET role = 'read-only' WHERE organization_id = $1 AND user_id = $2`,
      [org.organizationId, dora.userId],
    );
    await world.owner.query(`UPDATE api_keys SET status = 'suspended' WHERE organization_id = $1`, [
      org.organizationId,
    ]);
    await departures.remove(dora, {
      keys: 'hand-over',
      newOwnerId: org.people.admin.userId,
    });
    expect(await ownersOf()).toEqual({ asleep: 'active, Adele Admin' });
  });

  test('a key goes to nobody who may not hold it in its team, and to no stranger', async () => {
    await teams.add(org.teams.other, dora);
    await keyOf('research', dora, org.teams.other);
    const elsewhere = await world.tenant('Elsewhere');
    const outside = await departures.join('Out Sider', 'developer');
    const tried = [
      outside,
      org.people['billing-manager'],
      org.people['read-only'],
      elsewhere.people.admin,
      dora,
    ];
    for (const { userId } of tried) {
      const refused = await refusalOf(
        departures.remove(dora, { keys: 'hand-over', newOwnerId: userId }),
      );
      expect([refused.code, Object.keys(refused.fieldErrors)]).toEqual([
        'invalid-input',
        ['newOwnerId'],
      ]);
    }
    const missing = await refusalOf(departures.remove(dora, {}));
    expect(missing.fieldErrors).toHaveProperty('keys');
    expect(await ownersOf()).toEqual({ research: `active, ${dora.name}` });
    expect(await departures.members()).toHaveProperty(dora.name);
  });

  test('nothing happens to what was not shown: a new key, one that changed, a new invitation, a new role', async () => {
    const grant = org.grant('admin', 'member.remove');
    const removeSeen = (seen: string, exceptions: object[] = []) =>
      removeMember(
        world.deps,
        grant,
        removeMemberSchema.parse({ userId: dora.userId, seen, keys: 'revoke', exceptions }),
      );
    const first = await keyOf('first');
    const { seen } = await departures.preview(dora);
    await keyOf('came meanwhile');
    expect(await codeOf(removeSeen(seen))).toBe('changed');
    const again = await departures.preview(dora);
    await disableApiKey(world.deps, org.grant('admin', 'api-key.update'), { keyId: first.keyId });
    expect(await codeOf(removeSeen(again.seen))).toBe('changed');
    const third = await departures.preview(dora);
    await world.owner.query(
      `UPDATE memberships SET role = 'read-only' WHERE organization_id = $1 AND user_id = $2`,
      [org.organizationId, dora.userId],
    );
    expect(await codeOf(removeSeen(third.seen))).toBe('changed');
    const foreign = [{ keyId: world.deps.ids.next(), fate: 'revoke' }];
    const fourth = await departures.preview(dora);
    expect(await codeOf(removeSeen(fourth.seen, foreign))).toBe('changed');
    expect(await departures.members()).toHaveProperty(dora.name);
    expect(Object.values(await ownersOf())).not.toContain(`revoked, ${dora.name}`);
  });

  test('an invitation that the member sent meanwhile was not shown either', async () => {
    const second = await departures.join('Second Admin', 'admin');
    const { seen } = await departures.preview(second);
    await departures.invite(second, 'meanwhile@example.com');
    expect(await codeOf(departures.remove(second, { seen }))).toBe('changed');
    expect(await departures.members()).toHaveProperty('Second Admin');
  });

  test('revokes what they invited unless the Admin takes it over, each with its event', async () => {
    const second = await departures.join('Second Admin', 'admin');
    await departures.invite(second, 'ends@example.com');
    await departures.remove(second);
    expect(await departures.invitations()).toEqual({ 'ends@example.com': 'revoked' });
    expect((await events('invitation.revoked'))[0]).toMatchObject({
      target_label: 'ends@example.com',
      after: { because: 'Second Admin was removed from the organization' },
    });

    const third = await departures.join('Third Admin', 'admin');
    await departures.invite(third, 'stays@example.com');
    await departures.remove(third, { invitations: 'hand-over' });
    expect(await departures.invitations()).toMatchObject({
      'stays@example.com': 'waits, by Adele Admin',
    });
    expect((await events('invitation.handed-over'))[0]).toMatchObject({
      before: { invitedBy: `Third Admin <${third.email}>` },
      after: { invitedBy: `Adele Admin <${org.people.admin.email}>` },
    });
    expect((await events('member.removed')).at(-1)?.after).toMatchObject({
      invitations: `handed over: 1, to Adele Admin <${org.people.admin.email}>`,
    });
  });

  test('leaves no way back: an invitation to their own address ends, one that they used opens nothing', async () => {
    const guest = await world.person('Greta Guest');
    const { invitationId } = await departures.invite(org.people.admin, guest.email);
    const accept = (id = invitationId) =>
      acceptInvitation(world.deps, world.personGrant(guest), { invitationId: id });
    await accept();
    await world.owner.query(
      `INSERT INTO invitations (id, organization_id, email, role, token_hash, invited_by_id, invited_by_name, created_at, sent_at, expires_at)
       SELECT gen_random_uuid(), organization_id, email, role, sha256('other'), invited_by_id, invited_by_name, created_at, sent_at, expires_at
         FROM invitations WHERE id = $1`,
      [invitationId],
    );
    await departures.remove(guest);
    await accept();
    expect(Object.keys(await departures.members())).not.toContain('Greta Guest');
    expect(await events('invitation.revoked')).toHaveLength(1);
    const { rows } = await world.owner.query<{ id: string }>(
      'SELECT id FROM invitations WHERE organization_id = $1 AND accepted_at IS NULL',
      [org.organizationId],
    );
    expect(await codeOf(accept(rows[0]!.id))).toBe('link-invalid');
    // Invited anew, they come back.
    const anew = await departures.invite(org.people.admin, guest.email);
    await accept(anew.invitationId);
    expect(await departures.members()).toHaveProperty('Greta Guest');
  });

  test('removing an Admin takes a fresh proof of identity; anybody else does not', async () => {
    const second = await departures.join('Second Admin', 'admin');
    const grant = org.grant('admin', 'member.remove');
    const removeNow = async (who: Person) => {
      const { seen } = await departures.preview(who);
      const input = removeMemberSchema.parse({ userId: who.userId, seen });
      return removeMember(world.deps, grant, input);
    };
    expect(await codeOf(removeNow(second))).toBe('reauthentication-required');
    await removeNow(dora);
    expect(Object.keys(await departures.members())).toEqual(
      expect.arrayContaining(['Second Admin']),
    );
  });

  test('nobody removes themselves this way', async () => {
    await departures.join('Second Admin', 'admin');
    const { admin } = org.people;
    const grant = org.grant('admin', 'member.remove');
    const input = removeMemberSchema.parse({ userId: admin.userId, seen: 'x' });
    expect(await codeOf(removeMember(world.deps, grant, input))).toBe('conflict');
  });

  test('tells who was removed and who takes over, once each, and not who did it', async () => {
    const heir = await departures.join('Hella Heir', 'developer');
    const { hint } = await keyOf('one');
    const ended = await keyOf('two');
    await world.sessionOf(dora);
    await world.owner.query('DELETE FROM outbox_mails');
    await departures.remove(dora, {
      keys: 'hand-over',
      newOwnerId: heir.userId,
      exceptions: [{ keyId: ended.keyId, fate: 'revoke' }],
    });
    expect(await mailsOf(world, dora)).toMatchObject([
      {
        template: 'membership-ended',
        organization: 'Acme',
        by: 'Adele Admin',
        signedOut: true,
        revoked: [{ name: 'two' }],
        handedOver: [{ name: 'one' }],
        link: 'http://localhost:3000/account/organizations',
      },
    ]);
    expect(await mailsOf(world, heir)).toMatchObject([
      {
        template: 'handed-over',
        from: dora.name,
        change: 'removed',
        keys: [{ name: 'one', hint }],
        invitations: 0,
      },
    ]);
    expect(await mailsOf(world, org.people.admin)).toEqual([]);
  });

  test('a failing audit write takes everything with it', async () => {
    await keyOf('one');
    await world.sessionOf(dora);
    const { seen } = await departures.preview(dora);
    const grant = org.grant('admin', 'member.remove');
    const input = removeMemberSchema.parse({ userId: dora.userId, seen, keys: 'revoke' });
    await withoutAudit(world, () =>
      expect(removeMember(world.deps, grant, input)).rejects.toThrow(),
    );
    expect(await departures.members()).toHaveProperty(dora.name);
    expect(await ownersOf()).toEqual({ one: `active, ${dora.name}` });
    expect(await openSessions(dora)).toEqual([null]);
    expect(await mailsOf(world, dora)).toEqual([]);
  });

  test('twenty at once remove once, and the others find nobody', async () => {
    await keyOf('one');
    const { seen } = await departures.preview(dora);
    const grant = org.grant('admin', 'member.remove');
    const input = removeMemberSchema.parse({ userId: dora.userId, seen, keys: 'revoke' });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => removeMember(world.deps, grant, input)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'not-found' });
    }
    expect(await events('member.removed')).toHaveLength(1);
    expect(await events('api-key.revoked')).toHaveLength(1);
  });

  test('while keys are created, each is settled or never made: none is left without an owner here', async () => {
    for (let round = 0; round < 4; round += 1) {
      const racer = await departures.join(`Racer ${round}`, 'developer');
      const { seen } = await departures.preview(racer);
      const grant = org.grant('admin', 'member.remove');
      const input = removeMemberSchema.parse({ userId: racer.userId, seen, keys: 'revoke' });
      await Promise.allSettled([
        ...Array.from({ length: 4 }, (_, n) => keyOf(`r${round}-a${n}`, racer)),
        removeMember(world.deps, grant, input),
        ...Array.from({ length: 4 }, (_, n) => keyOf(`r${round}-b${n}`, racer)),
      ]);
      const isOut = !(await departures.members())[`Racer ${round}`];
      const live = Object.values(await ownersOf()).filter(
        (one) => one === `active, Racer ${round}`,
      );
      if (isOut) expect(live).toEqual([]);
    }
  });

  test('a thousand keys and thousands of invitations are settled in one go', async () => {
    const second = await departures.join('Second Admin', 'admin');
    await world.owner.query(
      `INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, status, created_at, updated_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'general', 'key ' || n, 'staging', 'active', now(), now() FROM generate_series(1, 1000) n`,
      [org.organizationId, org.teams.default, second.userId],
    );
    await world.owner.query(
      `INSERT INTO invitations (id, organization_id, email, role, token_hash, invited_by_id, invited_by_name, created_at, sent_at, expires_at)
       SELECT gen_random_uuid(), $1, 'bulk-' || n || '@example.com', 'developer', sha256(('bulk' || n)::bytea), $2, 'Second Admin', now(), now(), now() + interval '7 days'
         FROM generate_series(1, 5000) n`,
      [org.organizationId, second.userId],
    );
    await departures.remove(second, { keys: 'hand-over', newOwnerId: org.people.admin.userId });
    expect(await events('api-key.handed-over')).toHaveLength(1_000);
    expect(await events('invitation.revoked')).toHaveLength(5_000);
  });
});

describe('who can take over', () => {
  const find = async (fields: object) => {
    const { people, more } = await findHeirs(world.deps, org.grant('admin', 'member.remove'), {
      ...{ userId: dora.userId, duty: 'keys', teamIds: [org.teams.default], search: undefined },
      ...fields,
    });
    expect(more).toBe(false);
    return people.map(({ name }) => name);
  };

  test('keys: Admins, and Developers who are in each of the teams; found by name and address', async () => {
    const both = await departures.join('Both Teams', 'developer', [
      org.teams.default,
      org.teams.other,
    ]);
    await departures.join('One Team', 'developer');
    expect(await find({})).toEqual(['Adele Admin', 'Both Teams', 'One Team']);
    const teamIds = [org.teams.default, org.teams.other];
    expect(await find({ teamIds })).toEqual(['Adele Admin', 'Both Teams']);
    expect(await find({ teamIds: [] })).toContain('One Team');
    expect(await find({ search: both.email })).toEqual(['Both Teams']);
    expect(await find({ search: '%' })).toEqual([]);
    const elsewhere = await world.tenant('Elsewhere');
    expect(await find({ teamIds: [elsewhere.teams.default] })).toEqual(['Adele Admin']);
    expect(await find({ userId: org.people.admin.userId })).not.toContain('Adele Admin');
  });

  test('invitations: Admins alone', async () => {
    expect(await find({ duty: 'invitations' })).toEqual(['Adele Admin']);
  });
});
