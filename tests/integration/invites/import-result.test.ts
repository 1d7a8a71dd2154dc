import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportImportResult } from '@/lib/invite-imports/export-result';
import { importTasks } from '@/lib/invite-imports/jobs';
import { inviteTasks } from '@/lib/invites/jobs';
import { importsOf } from '@/tests/support/imports';
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
const eventsOf = async (action: string) =>
  (await auditOf(world, acme.organizationId)).filter((event) => event.action === action);
const resultOf = async (importId: string, only?: 'faults') => {
  const grant = acme.grant('admin', 'invitation.read');
  let text = '';
  for await (const piece of await exportImportResult(world.deps, grant, { importId, only })) {
    text += piece;
  }
  return text;
};

const prune = () =>
  importTasks({
    ...world.deps,
    renderMail: () => Promise.reject(new Error('renders nothing')),
    transport: null,
    sayOnTerminal: () => undefined,
  })['prune-imports']();

describe('the result', () => {
  test('is safe for spreadsheets, and can be uploaded again as it was', async () => {
    const importId = await imports.invite(
      [
        'email,name,role,teams',
        '+tag@example.com,=HYPERLINK(1),,',
        `'+tag@example.com,'quoted,,`,
        'nobody,@SUM(A1),,',
        'late@example.com,,Owner,Nowhere',
      ].join('\n'),
    );
    const text = await resultOf(importId);
    expect(text).toContain(`'+tag@example.com,'=HYPERLINK(1),Developer,Default,Invited,`);
    expect(text).toContain(`''+tag@example.com,''quoted,`);
    expect(text).not.toMatch(/(^|,)[=+@-]/m);
    expect(text.split('\r\n')[1]).toMatch(
      /^4,nobody,'@SUM\(A1\),Developer,Default,Not an address,/,
    );
    const again = await imports.preview(text);
    expect(await imports.states(again)).toEqual([
      '2 bad-address nobody',
      '3 unknown-role Owner',
      '4 invited-before',
      '5 invited-before',
    ]);
    expect((await imports.get(again)).ignoredColumns).toEqual([]);
    const corrected = (await resultOf(importId, 'faults'))
      .replace('nobody', 'somebody@example.com')
      .replace('Owner', 'Developer')
      .replace('Nowhere', 'Research');
    expect((await imports.get(await imports.preview(corrected))).counts).toEqual({ ready: 2 });
  });

  test('is an event of the log, without which nothing leaves', async () => {
    const importId = await imports.invite('a@example.com');
    await resultOf(importId);
    await resultOf(importId, 'faults');
    expect(await eventsOf('invitation-import.exported')).toMatchObject([
      { target_id: importId, target_label: 'people.csv', after: { lines: 'all' } },
      { target_id: importId, after: { lines: 'faults' } },
    ]);
    await withoutAudit(world, () => expect(resultOf(importId)).rejects.toThrow());
  });

  test('is kept for 90 days, and ended invitations for 180 more than they lasted', async () => {
    const importId = await imports.invite('a@example.com');
    world.deps.clock.moveBySeconds(90 * day);
    await prune();
    expect(await codeOf(resultOf(importId))).toBe('not-found');
    const left = async () =>
      (
        await world.owner.query('SELECT 1 FROM invitations WHERE organization_id = $1', [
          acme.organizationId,
        ])
      ).rowCount;
    world.deps.clock.moveBySeconds(96 * day);
    await inviteTasks(world.deps)['prune-invitations']();
    expect(await left()).toBe(1);
    world.deps.clock.moveBySeconds(2 * day);
    await inviteTasks(world.deps)['prune-invitations']();
    expect(await left()).toBe(0);
    expect(await eventsOf('invitation.created')).toHaveLength(1);
  });
});
