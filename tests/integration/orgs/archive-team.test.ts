import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { keysOfTeam } from '@/lib/api-keys/keys-of-team';
import { listApiKeys } from '@/lib/api-keys/list-api-keys';
import { createApiKeySchema, listApiKeysSchema } from '@/lib/api-keys/schema';
import { addMember } from '@/lib/orgs/add-member';
import { addTeamMembersWith } from '@/lib/orgs/add-team-members';
import { archiveTeamWith } from '@/lib/orgs/archive-team';
import { getTeam } from '@/lib/orgs/get-team';
import { listTeams } from '@/lib/orgs/list-teams';
import { previewArchiveTeamWith } from '@/lib/orgs/preview-archive-team';
import { restoreTeam } from '@/lib/orgs/restore-team';
import { archiveTeamSchema, previewArchiveTeamSchema } from '@/lib/orgs/team-schema';
import { updateTeam } from '@/lib/orgs/update-team';
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
import { teamsOf } from '../../support/teams';

const archiveTeam = archiveTeamWith(keysOfTeam);
const previewArchiveTeam = previewArchiveTeamWith(keysOfTeam);
const addTeamMembers = addTeamMembersWith(keysOfMember);

let world: World;
let org: Tenant;
let teams: ReturnType<typeof teamsOf>;
let teamId: string;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  await world.owner.query('DELETE FROM outbox_mails');
  org = await world.tenant('Acme');
  teams = teamsOf(world, org);
  teamId = org.teams.other;
  await teams.add(teamId, org.people.developer);
});
afterAll(() => world.close());

const preview = (fields: object = {}) =>
  previewArchiveTeam(
    world.deps,
    org.grant('admin', 'team.archive'),
    previewArchiveTeamSchema.parse({ teamId, ...fields }),
  );
const archive = (fields: object = {}) =>
  archiveTeam(
    world.deps,
    org.grant('admin', 'team.archive'),
    archiveTeamSchema.parse({ teamId, ...fields }),
  );
const restore = (id = teamId) =>
  restoreTeam(world.deps, org.grant('admin', 'team.archive'), { teamId: id });
const live = async () =>
  (await listTeams(world.deps, org.grant('admin', 'team.read'))).map(({ name }) => name);
const key = (name: string, who = org.people.developer) => teams.key(who, name, { teamId });
const events = async (action: string) =>
  (await auditOf(world, org.organizationId)).filter((event) => event.action === action);

describe('archiveTeam', () => {
  test('a team without keys goes without a question, and its members stay in a live team', async () => {
    const lonely = await world.person('Lone Member');
    await addMember(world.deps, org.grant('admin', 'member.add'), {
      userId: lonely.userId,
      role: 'developer',
      teamIds: [teamId],
    });
    expect(await preview()).toMatchObject({ decision: 'archive', keys: [], membersToDefault: 1 });
    await archive();
    expect(await live()).toEqual(['Default']);
    expect(await teams.teamsOf(lonely)).toEqual(['Default']);
    const archived = (await events('team.archived'))[0];
    expect(archived).toMatchObject({
      target_id: teamId,
      before: { archived: false },
      after: { archived: true, keys: 'none', membersToDefault: 1 },
    });
    expect((await events('team.member-added')).at(-1)).toMatchObject({
      target_id: org.teams.default,
      after: { member: `Lone Member <${lonely.email}>`, because: 'the team Research was archived' },
    });
  });

  test('goes within a transaction’s time where thousands are in no other team', async () => {
    await world.owner.query(
      `WITH people AS (
         INSERT INTO users (id, email, name, time_zone, created_at, updated_at)
         SELECT gen_random_uuid(), 'crowd-' || n || '-' || $1 || '@example.com', 'Crowd ' || n, 'UTC', now(), now()
           FROM generate_series(1, 5000) n RETURNING id
       ), members AS (
         INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at)
         SELECT $1::uuid, id, 'read-only', now(), now() FROM people RETURNING user_id
       ) INSERT INTO team_memberships (organization_id, team_id, user_id, created_at)
         SELECT $1::uuid, $2::uuid, user_id, now() FROM members`,
      [org.organizationId, teamId],
    );
    await archive();
    expect(await events('team.member-added')).toHaveLength(5001);
    const { rows } = await world.owner.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM team_memberships t JOIN users u ON u.id = t.user_id
        WHERE t.team_id = $1 AND u.name LIKE 'Crowd %'`,
      [org.teams.default],
    );
    expect(rows).toEqual([{ count: 5000 }]);
  }, 60_000);

  test('revokes the keys that were named, each with its event, and keeps their history in the team', async () => {
    const { keyId } = await key('one');
    await key('two');
    const { keys } = await preview();
    expect(keys.map(({ name }) => name)).toEqual(['one', 'two']);
    await archive({ keys: 'revoke', keyIds: keys.map(({ id }) => id) });
    expect(await teams.keys()).toEqual({ one: 'revoked in Research', two: 'revoked in Research' });
    expect(await events('api-key.revoked')).toHaveLength(2);
    const { items } = await listApiKeys(
      world.deps,
      org.grant('read-only', 'api-key.read'),
      listApiKeysSchema.parse({ teamId }),
    );
    expect(items.map(({ id }) => id)).toContain(keyId);
  });

  test('moves the keys to another live team, and suspends those that their owners may not hold there', async () => {
    const target = await teams.create('Platform');
    const mate = await world.person('Mate');
    await addMember(world.deps, org.grant('admin', 'member.add'), {
      userId: mate.userId,
      role: 'developer',
      teamIds: [teamId, target],
    });
    await key('stays up', mate);
    await key('stops');
    await teams.key(org.people.admin, 'of an Admin', { teamId, role: 'admin' });
    const { keys, move } = await preview({ moveToTeamId: target });
    expect(move?.suspended.map(({ name }) => name)).toEqual(['stops']);
    await archive({ keys: 'move', moveToTeamId: target, keyIds: keys.map(({ id }) => id) });
    expect(await teams.keys()).toEqual({
      'stays up': 'active in Platform',
      stops: 'suspended in Platform',
      'of an Admin': 'active in Platform',
    });
    expect((await events('api-key.moved'))[0]).toMatchObject({
      before: { team: 'Research' },
      after: { team: 'Platform', because: 'the team Research was archived' },
    });
    expect(await events('api-key.suspended')).toHaveLength(1);
    // One mail to each owner who did not do it themselves.
    const { rows } = await world.owner.query(
      `SELECT recipient FROM outbox_mails WHERE template = 'team-keys-changed' ORDER BY recipient`,
    );
    expect(rows.map(({ recipient }: { recipient: string }) => recipient)).toEqual(
      [org.people.developer.email, mate.email].toSorted(),
    );
    expect((await events('team.archived'))[0]?.after).toMatchObject({
      keys: 'moved: 3',
      movedTo: 'Platform',
    });
    // Joining the team gives it back.
    await teams.add(target, org.people.developer);
    expect((await teams.keys()).stops).toBe('active in Platform');
  });

  test('wants a choice where there are keys, and a team of the organization that lives', async () => {
    const { keyId } = await key('one');
    const keyIds = [keyId];
    const globex = await world.tenant('Globex');
    const gone = await teams.create('Gone');
    await archiveTeam(world.deps, org.grant('admin', 'team.archive'), {
      ...{ teamId: gone, keys: undefined, moveToTeamId: undefined, keyIds: [] },
    });
    expect((await refusalOf(archive({ keyIds }))).fieldErrors).toHaveProperty('keys');
    const refused = async (moveToTeamId?: string) =>
      (await refusalOf(archive({ keys: 'move', keyIds, moveToTeamId }))).fieldErrors.moveToTeamId;
    expect(await refused()).toHaveLength(1);
    expect(await refused(teamId)).toHaveLength(1);
    expect(await refused(gone)).toHaveLength(1);
    expect(await refused(globex.teams.default)).toEqual(await refused(world.deps.ids.next()));
    expect(await teams.keys()).toEqual({ one: 'active in Research' });
  });

  test('nothing happens to a key that was not named to whoever decided', async () => {
    const { keyId } = await key('one');
    await key('came meanwhile');
    expect(await codeOf(archive({ keys: 'revoke', keyIds: [keyId] }))).toBe('conflict');
    expect(await live()).toContain('Research');
    expect((await teams.keys()).one).toBe('active in Research');
  });

  test('the default team cannot be archived, whatever its name', async () => {
    await updateTeam(world.deps, org.grant('admin', 'team.update'), {
      ...{ teamId: org.teams.default, name: 'Everybody', costCentre: undefined, tags: undefined },
    });
    const fields = { teamId: org.teams.default };
    expect((await preview(fields)).decision).toBe('default');
    expect(await codeOf(archive(fields))).toBe('conflict');
    await expect(
      world.owner.query('UPDATE teams SET archived_at = now() WHERE id = $1', [org.teams.default]),
    ).rejects.toThrow('teams_default_lives');
  });

  test('an archived team takes no keys, no members and no changes, and saying it twice leaves one event', async () => {
    await archive();
    await archive();
    expect(await events('team.archived')).toHaveLength(1);
    expect((await refusalOf(key('late'))).fieldErrors.teamId?.[0]).toContain('archived');
    const adding = addTeamMembers(world.deps, org.grant('admin', 'team.update-members'), {
      teamId,
      userIds: [org.people['read-only'].userId],
    });
    expect(await codeOf(adding)).toBe('conflict');
    const person = await world.person();
    const joining = addMember(world.deps, org.grant('admin', 'member.add'), {
      ...{ userId: person.userId, role: 'developer', teamIds: [teamId] },
    });
    expect((await refusalOf(joining)).fieldErrors).toHaveProperty('teamIds');
    const renaming = updateTeam(world.deps, org.grant('admin', 'team.update'), {
      ...{ teamId, name: 'New', costCentre: undefined, tags: undefined },
    });
    expect(await codeOf(renaming)).toBe('conflict');
  });

  test('its name is free again', async () => {
    await archive();
    await expect(teams.create('RESEARCH')).resolves.toBeDefined();
  });

  test('while keys are created in it, each key was named or refused', async () => {
    const results = await Promise.allSettled([
      ...Array.from({ length: 5 }, (_, n) => key(`racer ${n}`)),
      archive({ keys: 'revoke', keyIds: [] }),
      ...Array.from({ length: 5 }, (_, n) => key(`late ${n}`)),
    ]);
    const made = Object.keys(await teams.keys()).length;
    const isArchived = results[5]?.status === 'fulfilled';
    // Either it came first, and no key was made; or a key did, and it was refused.
    expect(isArchived).toBe(made === 0);
    expect(await live()).toEqual(isArchived ? ['Default'] : ['Default', 'Research']);
  });

  test('while members are added, whoever got in is in a live team', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => world.person()));
    for (const { userId } of people) {
      await addMember(world.deps, org.grant('admin', 'member.add'), {
        ...{ userId, role: 'developer', teamIds: [] },
      });
    }
    await Promise.allSettled([
      ...people.slice(0, 3).map((person) => teams.add(teamId, person)),
      archive(),
      ...people.slice(3).map((person) => teams.add(teamId, person)),
    ]);
    expect(await live()).toEqual(['Default']);
    const written = (await auditOf(world, org.organizationId)).filter(
      (event) => event.target_id === teamId,
    );
    expect(written.at(-1)?.action).toBe('team.archived');
    for (const person of people) expect(await teams.teamsOf(person)).toEqual(['Default']);
  });

  test('a failing audit write leaves the team, its keys and its members as they were', async () => {
    const { keyId } = await key('one');
    await withoutAudit(world, () =>
      expect(archive({ keys: 'revoke', keyIds: [keyId] })).rejects.toThrow(),
    );
    expect(await live()).toContain('Research');
    expect(await teams.keys()).toEqual({ one: 'active in Research' });
  });

  test('a team of another organization is not found', async () => {
    const globex = await world.tenant('Globex');
    expect(await codeOf(archive({ teamId: globex.teams.other }))).toBe('not-found');
    expect(await codeOf(preview({ teamId: globex.teams.other }))).toBe('not-found');
    expect(await codeOf(restore(globex.teams.other))).toBe('not-found');
    const grant = globex.grant('admin', 'team.read');
    const team = await getTeam(world.deps, grant, { teamId: globex.teams.other });
    expect(team.archivedAt).toBeNull();
  });

  test('an Admin who lost that role while waiting archives nothing', async () => {
    const as = { role: 'admin', teamIds: [] } as const;
    const grant = org.grantFor(org.people['read-only'], as, 'team.archive');
    const input = archiveTeamSchema.parse({ teamId });
    expect(await codeOf(archiveTeam(world.deps, grant, input))).toBe('forbidden');
  });

  test('a stale grant of a Developer makes no key in a team that was archived', async () => {
    const as = { role: 'developer', teamIds: [teamId] } as const;
    const grant = org.grantFor(org.people.developer, as, 'api-key.create');
    await archive();
    const input = createApiKeySchema.parse({ name: 'late', environment: 'staging', teamId });
    expect(await codeOf(createApiKey(world.deps, grant, input))).toBe('invalid-input');
  });

  test.each(rolesThatLack('team.archive'))('%s may not', (role) => {
    expect(isTurnedAway(org, role, 'team.archive')).toBe(true);
  });
});

describe('restoreTeam', () => {
  test('brings the team back with its members, and its revoked keys stay revoked', async () => {
    const { keyId } = await key('one');
    await archive({ keys: 'revoke', keyIds: [keyId] });
    await restore();
    await restore();
    expect(await live()).toContain('Research');
    expect(await teams.teamsOf(org.people.developer)).toEqual(['Default', 'Research']);
    expect(await teams.keys()).toEqual({ one: 'revoked in Research' });
    expect(await events('team.restored')).toHaveLength(1);
  });

  test('is refused while another team has its name', async () => {
    await archive();
    await teams.create('research');
    expect(await codeOf(restore())).toBe('conflict');
  });

  test('a failing audit write leaves it archived', async () => {
    await archive();
    await withoutAudit(world, () => expect(restore()).rejects.toThrow());
    expect(await live()).toEqual(['Default']);
  });
});
