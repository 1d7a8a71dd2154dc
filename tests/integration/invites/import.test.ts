import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportImportResult } from '@/lib/invite-imports/export-result';
import { listInvitationImports } from '@/lib/invite-imports/get-import';
import { importTasks } from '@/lib/invite-imports/jobs';
import { previewInvitationImport } from '@/lib/invite-imports/preview-import';
import { importSettingsSchema } from '@/lib/invite-imports/schema';
import { startInvitationImport } from '@/lib/invite-imports/start-import';
import { discardInvitationImport, stopInvitationImport } from '@/lib/invite-imports/stop-import';
import { acceptInvitation } from '@/lib/invites/accept-invitation';
import { createInvitation } from '@/lib/invites/create-invitation';
import { createInvitationSchema } from '@/lib/invites/schema';
import { withOrg } from '@/lib/platform/db';
import { addresses, importsOf } from '@/tests/support/imports';
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
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let imports: ReturnType<typeof importsOf>;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  imports = importsOf(world, acme);
});
afterAll(() => world.close());

const day = 24 * 60 * 60;
const setRole = (userId: string, role: string) =>
  world.owner.query(
    'UPDATE memberships SET role = $3 WHERE organization_id = $1 AND user_id = $2',
    [acme.organizationId, userId, role],
  );
const eventsOf = async (action: string) =>
  (await auditOf(world, acme.organizationId)).filter((event) => event.action === action);
describe('a preview', () => {
  test('says of each line what would become of it, and invites nobody', async () => {
    await createInvitation(
      world.deps,
      await imports.grant('invitation.create'),
      createInvitationSchema.parse({ email: 'waits@example.com', role: 'developer' }),
    );
    await world.owner.query(
      `INSERT INTO teams (id, organization_id, name, archived_at, created_at, updated_at) VALUES (gen_random_uuid(), $1, 'Old Hands', now(), now(), now())`,
      [acme.organizationId],
    );
    const importId = await imports.preview(
      [
        'E-Mail;Name;Role;Teams;Floor',
        'new@example.com;Nora New;read only;"research|default";3',
        'nobody;;;;',
        ' New@Example.com ;;;;',
        `${acme.people.developer.email};;;;`,
        'waits@example.com;;;;',
        'role@example.com;;Owner;;',
        'team@example.com;;;Sales;',
        'old@example.com;;;Old hands;',
        `name@example.com;${'x'.repeat(101)};;;`,
        'plain@example.com;;;;',
      ].join('\n'),
    );
    expect(await imports.states(importId)).toEqual([
      '2 ready',
      '3 bad-address nobody',
      '4 duplicate 2',
      '5 member',
      '6 invited-before',
      '7 unknown-role Owner',
      '8 unknown-team Sales',
      '9 archived-team Old Hands',
      '10 bad-name',
      '11 ready',
    ]);
    const [first] = (await imports.page(importId, { state: 'ready' })).items;
    expect(first).toMatchObject({
      email: 'new@example.com',
      name: 'Nora New',
      role: 'read-only',
      teams: ['Default', 'Research'],
    });
    expect(await imports.get(importId)).toMatchObject({
      status: 'preview',
      delimiter: ';',
      encoding: 'utf-8',
      ignoredColumns: ['Floor'],
      defaultTeams: ['Default'],
      rowCount: 10,
    });
    expect(Object.keys(await imports.waiting())).toEqual(['waits@example.com']);
    expect(await eventsOf('invitation.created')).toHaveLength(1);
  });

  test.each([
    ['one column without a heading', 'a@example.com\r\nb@example.com', 2],
    ['several addresses on one line', 'a@example.com, b@example.com; c@example.com', 0],
    ['addresses between commas', 'a@example.com, b@example.com\nc@example.com', 3],
    ['addresses as mail programs write them', '"Ada B" <a@example.com>\nB <b@example.com>', 2],
  ])('takes %s', async (_name, list, ready) => {
    const work = imports.preview(list);
    if (ready === 0) expect((await refusalOf(work)).publicMessage).toMatch(/^Line 1: /);
    else expect((await imports.get(await work)).counts).toEqual({ ready });
  });

  test.each([
    ['nothing', '\n\n', 'invalid-input', /no address in it/],
    ['a heading alone', 'email,role\n', 'invalid-input', /no address in it/],
    [
      'columns without headings',
      'a@example.com,developer',
      'invalid-input',
      /Line 1: Several columns/,
    ],
    [
      'two columns of addresses',
      'email,mail\na@example.com,b@example.com',
      'invalid-input',
      /Line 1: Two columns/,
    ],
    ['an open quote', 'email\na@example.com\n"b', 'invalid-input', /Line 3: A quote is opened/],
    ['10,001 lines', addresses(10_001), 'invalid-input', /at most 10,000 lines/],
    ['5 MB and a byte', 'x'.repeat(5 * 1024 * 1024 + 1), 'payload-too-large', /at most 5 MB/],
    ['a workbook', 'PK\u0003\u0004', 'unsupported-media-type', /Excel workbook/],
    ['a zero byte', 'email\na@example.com\0', 'invalid-input', /Line 2 holds signs/],
  ])('refuses %s, in words', async (_name, list, code, message) => {
    const refusal = await refusalOf(imports.preview(list));
    expect([refusal.code, refusal.publicMessage]).toEqual([
      code,
      expect.stringMatching(message) as string,
    ]);
    expect(await listInvitationImports(world.deps, acme.grant('admin', 'invitation.read'))).toEqual(
      [],
    );
  });

  test('reads Latin-1 and UTF-16, and says so', async () => {
    const list = 'email,name\r\njuergen@example.com,Jürgen\r\n';
    const latin = await imports.preview(Buffer.from(list, 'latin1'));
    const wide = await imports.preview(Buffer.from(`\ufeff${list}`, 'utf16le'));
    for (const [importId, encoding] of [
      [latin, 'windows-1252'],
      [wide, 'utf-16le'],
    ] as const) {
      expect((await imports.get(importId)).encoding).toBe(encoding);
      expect((await imports.page(importId)).items[0]?.name).toBe('Jürgen');
    }
  });

  test('knows the settings of an invitation and no other', () => {
    const parse = (fields: object) =>
      importSettingsSchema.safeParse({ role: 'developer', ...fields }).success;
    expect([
      parse({}),
      parse({ role: 'owner' }),
      parse({ expiresInDays: '31' }),
      parse({ message: 'x'.repeat(501) }),
    ]).toEqual([true, false, false, false]);
  });

  test('is thrown away by hand, after a day, or when five newer ones are there', async () => {
    const first = await imports.preview('a@example.com');
    await discardInvitationImport(world.deps, await imports.grant('invitation.create'), {
      importId: first,
    });
    expect(await codeOf(imports.get(first))).toBe('not-found');
    const second = await imports.preview('a@example.com');
    for (let newer = 0; newer < 5; newer += 1) {
      world.deps.clock.moveBySeconds(1);
      await imports.preview('a@example.com');
    }
    expect(await codeOf(imports.get(second))).toBe('not-found');
    const [last] = await listInvitationImports(world.deps, acme.grant('admin', 'invitation.read'));
    world.deps.clock.moveBySeconds(day);
    expect(await codeOf(imports.start(last!.id))).toBe('not-found');
    await prune();
    const { rows } = await world.owner.query(
      'SELECT 1 FROM invitation_import_rows WHERE organization_id = $1',
      [acme.organizationId],
    );
    expect(rows).toEqual([]);
  });

  test('is paged by keyset, what needs somebody first', async () => {
    const importId = await imports.preview(`${addresses(30)}\nnobody\nno one`);
    const first = await imports.page(importId, { limit: 3 });
    expect(first.items.map(({ line }) => line)).toEqual([31, 32, 1]);
    const second = await imports.page(importId, { limit: 3, cursor: first.nextCursor });
    expect(second.items.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(await codeOf(imports.page(importId, { cursor: 'x' }))).toBe('invalid-input');
    expect((await imports.page(importId, { search: 'guest-30@' })).items).toHaveLength(1);
    expect((await imports.page(importId, { search: '%' })).items).toEqual([]);
  });
});

const prune = () =>
  importTasks({
    ...world.deps,
    renderMail: () => Promise.reject(new Error('renders nothing')),
    transport: null,
    sayOnTerminal: () => undefined,
  })['prune-imports']();

describe('inviting from a list', () => {
  test('writes an invitation, an event and a mail for each, with what was chosen for all', async () => {
    const importId = await imports.invite(
      'email,name,role,teams\na@example.com,Ada A,Billing Manager,Research\nb@example.com,,,',
      { message: 'Welcome', expiresInDays: '3', teamIds: [acme.teams.default] },
    );
    expect(await imports.get(importId)).toMatchObject({
      status: 'done',
      invitedCount: 2,
      counts: { invited: 2 },
      mails: { all: 2, sent: 0, failed: 0 },
    });
    const { rows } = await world.owner.query(
      `SELECT email, name, role, message, invited_by_name, expires_at - created_at = interval '3 days' AS "threeDays",
              ARRAY(SELECT t.name FROM invitation_teams it JOIN teams t ON t.id = it.team_id WHERE it.invitation_id = i.id) AS teams
         FROM invitations i WHERE organization_id = $1 ORDER BY email`,
      [acme.organizationId],
    );
    const all = { message: 'Welcome', invited_by_name: 'Adele Admin', threeDays: true };
    expect(rows).toEqual([
      {
        ...all,
        email: 'a@example.com',
        name: 'Ada A',
        role: 'billing-manager',
        teams: ['Research'],
      },
      { ...all, email: 'b@example.com', name: null, role: 'developer', teams: ['Default'] },
    ]);
    expect(await eventsOf('invitation.created')).toEqual([
      expect.objectContaining({
        actor_id: acme.people.admin.userId,
        target_label: 'a@example.com',
        after: expect.objectContaining({
          role: 'billing-manager',
          teams: ['Research'],
          importId,
        }) as object,
      }),
      expect.objectContaining({ target_label: 'b@example.com' }),
    ]);
    expect((await eventsOf('invitation-import.started'))[0]).toMatchObject({
      target_label: 'people.csv',
      after: { lines: 2, toInvite: 2 },
    });
    expect((await eventsOf('invitation-import.finished'))[0]).toMatchObject({
      after: { invited: 2 },
    });
    const [mail] = await imports.mails(importId);
    expect(mail?.mail).toMatchObject({
      template: 'invitation',
      name: 'Ada A',
      organization: 'Acme',
      by: 'Adele Admin',
      role: 'Billing Manager',
      message: 'Welcome',
      link: expect.stringMatching(/^http:\/\/localhost:3000\/invitations\?token=/) as string,
    });
    expect(mail?.message_id).toBe(`<${mail!.id}@localhost>`);
  });

  test('the same list again changes nothing, nor does starting twice', async () => {
    const list = addresses(20);
    const first = await imports.invite(list);
    expect(await imports.start(first)).toEqual({ importId: first });
    await imports.run(first);
    const again = await imports.preview(list);
    expect((await imports.get(again)).counts).toEqual({ 'invited-before': 20 });
    expect(await codeOf(imports.start(again))).toBe('conflict');
    expect(Object.values(await imports.waiting())).toEqual(Array(20).fill(1));
    expect(await eventsOf('invitation.created')).toHaveLength(20);
  });

  test('an invited person takes their place as any other', async () => {
    const guest = await world.person('Greta Guest');
    await imports.invite(`email,role\n${guest.email},Developer`);
    const { rows } = await world.owner.query<{ id: string }>(
      'SELECT id FROM invitations WHERE email = $1',
      [guest.email],
    );
    expect(
      await acceptInvitation(world.deps, world.personGrant(guest), { invitationId: rows[0]!.id }),
    ).toEqual({ slug: acme.slug });
  });

  test('makes room where an invitation has expired', async () => {
    await imports.invite('a@example.com', { expiresInDays: '1' });
    world.deps.clock.moveBySeconds(day);
    const importId = await imports.invite('a@example.com');
    expect((await imports.get(importId)).counts).toEqual({ invited: 1 });
    expect(await imports.waiting()).toEqual({ 'a@example.com': 1 });
  });

  test('looks again at each line when it is written', async () => {
    const importId = await imports.preview(
      'email,teams\nmember@example.com,\nwaits@example.com,\nteam@example.com,Research\nok@example.com,',
    );
    await imports.start(importId);
    const member = await world.person('Mia Member');
    await world.owner.query(`UPDATE users SET email = 'member@example.com' WHERE id = $1`, [
      member.userId,
    ]);
    await world.owner.query(
      `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'developer', now(), now())`,
      [acme.organizationId, member.userId],
    );
    await createInvitation(
      world.deps,
      await imports.grant('invitation.create'),
      createInvitationSchema.parse({ email: 'waits@example.com', role: 'developer' }),
    );
    await world.owner.query('UPDATE teams SET archived_at = now() WHERE id = $1', [
      acme.teams.other,
    ]);
    await imports.run(importId);
    expect(await imports.states(importId)).toEqual([
      '2 member',
      '3 invited-before',
      '4 archived-team Research',
      '5 invited',
    ]);
    expect((await eventsOf('invitation-import.finished'))[0]?.after).toEqual({
      member: 1,
      'invited-before': 1,
      'archived-team': 1,
      invited: 1,
    });
    await world.owner.query(`UPDATE users SET email = $1 WHERE id = $2`, [
      member.email,
      member.userId,
    ]);
  });

  test('ends where the inviter may invite no longer, or the organization is not active', async () => {
    const [one, other] = [
      await imports.preview('a@example.com'),
      await imports.preview('b@example.com'),
    ];
    await imports.start(one);
    await imports.start(other);
    await setRole(acme.people.developer.userId, 'admin');
    await setRole(acme.people.admin.userId, 'developer');
    await imports.run(one);
    expect(await imports.get(one)).toMatchObject({
      status: 'stopped',
      stopReason: 'inviter-lost-right',
      counts: { stopped: 1 },
    });
    await setRole(acme.people.admin.userId, 'admin');
    await world.owner.query(`UPDATE organizations SET status = 'suspended' WHERE id = $1`, [
      acme.organizationId,
    ]);
    await imports.run(other);
    expect((await imports.get(other)).stopReason).toBe('organization-inactive');
    expect(await imports.waiting()).toEqual({});
    expect(await eventsOf('invitation-import.stopped')).toHaveLength(2);
  });

  test('waits while the organization is being deleted, and goes on where it is kept', async () => {
    const importId = await imports.preview('a@example.com');
    await imports.start(importId);
    const setStatus = (status: string) =>
      world.owner.query('UPDATE organizations SET status = $2 WHERE id = $1', [
        acme.organizationId,
        status,
      ]);
    await setStatus('deleting');
    await world.owner.query('DELETE FROM graphile_worker._private_jobs');
    await imports.run(importId);
    expect(await imports.get(importId)).toMatchObject({ status: 'running', counts: { ready: 1 } });
    const { rows } = await world.owner.query('SELECT key FROM graphile_worker.jobs');
    expect(rows).toEqual([{ key: `invitation-import:${importId}` }]);
    await setStatus('active');
    await imports.run(importId);
    expect((await imports.get(importId)).counts).toEqual({ invited: 1 });
  });

  test('is stopped by hand: what is not written stays unwritten', async () => {
    const importId = await imports.preview(addresses(3));
    await imports.start(importId);
    const grant = await imports.grant('invitation.create');
    expect(await stopInvitationImport(world.deps, grant, { importId })).toEqual({ stopped: 3 });
    await imports.run(importId);
    expect(await imports.get(importId)).toMatchObject({
      status: 'stopped',
      stopReason: 'cancelled',
      counts: { stopped: 3 },
    });
    expect(await codeOf(stopInvitationImport(world.deps, grant, { importId }))).toBe('conflict');
    expect(await codeOf(discardInvitationImport(world.deps, grant, { importId }))).toBe(
      'not-found',
    );
    expect(await imports.waiting()).toEqual({});
  });

  test('takes a fresh proof where Admins are among them', async () => {
    const importId = await imports.preview('email,role\na@example.com,Admin');
    const stale = acme.grant('admin', 'invitation.create');
    expect(await codeOf(startInvitationImport(world.deps, stale, { importId }))).toBe(
      'reauthentication-required',
    );
    expect((await imports.get(importId)).status).toBe('preview');
    await imports.start(importId);
    const plain = await imports.preview('b@example.com');
    await startInvitationImport(world.deps, stale, { importId: plain });
  });

  test('goes no further than the bound of a day', async () => {
    const before = await imports.preview('a@example.com');
    await imports.start(before);
    await world.owner.query(
      `UPDATE invitation_imports SET row_count = 10000, invited_count = 9999 WHERE id = $1`,
      [before],
    );
    await world.owner.query(
      `INSERT INTO invitation_imports (id, organization_id, status, encoding, delimiter, row_count, invited_count, default_role,
                                       expires_in_days, created_by_id, created_by_name, created_at, started_by_id, started_at, expires_at)
       SELECT gen_random_uuid(), organization_id, 'done', encoding, delimiter, 10000, 9999, default_role, expires_in_days,
              created_by_id, created_by_name, created_at, started_by_id, started_at, expires_at FROM invitation_imports WHERE id = $1`,
      [before],
    );
    const importId = await imports.preview(addresses(3));
    expect((await imports.get(importId)).counts).toEqual({ ready: 2, 'daily-limit': 1 });
    await imports.run(before);
    await imports.start(importId);
    await imports.run(importId);
    expect((await imports.get(importId)).counts).toEqual({ invited: 1, 'daily-limit': 2 });
  });

  test('a failing audit write leaves no invitation and no mail, and can be tried again', async () => {
    const importId = await imports.preview(addresses(5));
    await withoutAudit(world, () => expect(imports.start(importId)).rejects.toThrow());
    expect((await imports.get(importId)).status).toBe('preview');
    await imports.start(importId);
    await withoutAudit(world, () => expect(imports.run(importId)).rejects.toThrow());
    expect(await imports.waiting()).toEqual({});
    expect(await imports.mails(importId)).toEqual([]);
    await imports.run(importId);
    expect((await imports.get(importId)).counts).toEqual({ invited: 5 });
  });

  test('two workers at once, and two Admins with the same list, invite nobody twice', async () => {
    const list = addresses(2_500);
    const [one, other] = await Promise.all([imports.preview(list), imports.preview(list)]);
    await Promise.all([imports.start(one), imports.start(other)]);
    await Promise.all([imports.run(one), imports.run(one), imports.run(other), imports.run(other)]);
    const waiting = Object.values(await imports.waiting());
    expect([waiting.length, Math.max(...waiting)]).toEqual([2_500, 1]);
    const counts = [(await imports.get(one)).counts, (await imports.get(other)).counts];
    expect(counts.map((each) => (each.invited ?? 0) + (each['invited-before'] ?? 0))).toEqual([
      2_500, 2_500,
    ]);
    expect(counts.reduce((sum, each) => sum + (each.invited ?? 0), 0)).toBe(2_500);
    expect(await eventsOf('invitation.created')).toHaveLength(2_500);
    const mails = [...(await imports.mails(one)), ...(await imports.mails(other))];
    expect(new Set(mails.map(({ recipient }) => recipient)).size).toBe(2_500);
    expect(mails).toHaveLength(2_500);
  });
});

describe('who may', () => {
  test.each(['invitation.read', 'invitation.create'] as const)(
    '%s is an Admin’s alone',
    (permission) => {
      for (const role of rolesThatLack(permission))
        expect(isTurnedAway(acme, role, permission)).toBe(true);
    },
  );

  test('another tenant finds nothing of it, and teams of others are unknown', async () => {
    const importId = await imports.preview('a@example.com');
    const tenant = await world.tenant('Other');
    const other = importsOf(world, tenant);
    const grant = await other.grant('invitation.create');
    expect([
      await codeOf(other.get(importId)),
      await codeOf(other.page(importId)),
      await codeOf(other.start(importId)),
      await codeOf(stopInvitationImport(world.deps, grant, { importId })),
      await codeOf(discardInvitationImport(world.deps, grant, { importId })),
      await codeOf(
        exportImportResult(world.deps, tenant.grant('admin', 'invitation.read'), {
          importId,
          only: undefined,
        }),
      ),
    ]).toEqual(Array(6).fill('not-found'));
    await other.run(importId);
    expect((await imports.get(importId)).status).toBe('preview');
    const rows = await withOrg(
      world.deps.db,
      tenant.organizationId,
      (tx) =>
        tx.$queryRaw<
          unknown[]
        >`SELECT 1 FROM invitation_import_rows UNION ALL SELECT 1 FROM invitation_imports`,
    );
    expect(rows).toEqual([]);
    const settings = importSettingsSchema.parse({ role: 'developer', teamIds: [acme.teams.other] });
    const source = { kind: 'pasted', text: 'a@example.com' } as const;
    expect(
      (await refusalOf(previewInvitationImport(world.deps, grant, source, settings))).fieldErrors,
    ).toHaveProperty('teamIds');
  });

  test('who lost the right since the page was opened is refused', async () => {
    const importId = await imports.preview('a@example.com');
    const grant = await imports.grant('invitation.create');
    await setRole(acme.people.developer.userId, 'admin');
    await setRole(acme.people.admin.userId, 'read-only');
    const settings = importSettingsSchema.parse({ role: 'developer' });
    const source = { kind: 'pasted', text: 'a@example.com' } as const;
    expect([
      await codeOf(startInvitationImport(world.deps, grant, { importId })),
      await codeOf(stopInvitationImport(world.deps, grant, { importId })),
      await codeOf(previewInvitationImport(world.deps, grant, source, settings)),
    ]).toEqual(['forbidden', 'forbidden', 'forbidden']);
  });
});
