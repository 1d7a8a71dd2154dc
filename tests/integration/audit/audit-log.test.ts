import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { recordDenial } from '@/lib/audit/record-denial';
import { selectAuditEvent, selectAuditEvents } from '@/lib/audit/repository';
import { requireAuditEvent } from '@/lib/audit/require-audit-event';
import { listAuditEventsSchema } from '@/lib/audit/schema';
import type { Role } from '@/lib/authz/permissions';
import { createTeam } from '@/lib/orgs/create-team';
import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { withOrg } from '@/lib/platform/db';
import { testRequest } from '../../support/deps';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  type Tenant,
  type World,
} from '../../support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
const evil = '=HYPERLINK("http://evil.example";"click")';

beforeAll(async () => {
  world = await createWorld();
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  world.deps.clock.moveBySeconds(60);
  await markSdkInstalled(world.deps, acme.grant('developer', 'api-key.create'));
  world.deps.clock.moveBySeconds(60);
  await createTeam(world.deps, acme.grant('admin', 'team.create'), { name: evil });
});
afterAll(() => world.close());

const list = (role: Role, fields: object = {}, tenant = acme) =>
  listAuditEvents(
    world.deps,
    tenant.grant(role, 'audit-log.read'),
    listAuditEventsSchema.parse(fields),
  );
const actions = async (role: Role, fields: object = {}) =>
  (await list(role, fields)).items.map(({ action }) => action);

describe('listAuditEvents', () => {
  test('an Admin sees everything of the organization, newest first, and nothing of another', async () => {
    const all = await actions('admin');
    expect(all.slice(0, 2)).toEqual(['team.created', 'organization.sdk-installed']);
    expect(all).toHaveLength((await auditOf(world, acme.organizationId)).length);
  });

  test('a Developer and a Billing Manager see their own acts alone', async () => {
    expect(await actions('developer')).toEqual(['organization.sdk-installed']);
    expect(await actions('billing-manager')).toEqual([]);
  });

  test('a Developer finds nothing of others by filtering for them', async () => {
    expect(await actions('developer', { actorId: acme.people.admin.userId })).toEqual([]);
    expect(await actions('developer', { action: 'team.created' })).toEqual([]);
  });

  test.each(rolesThatLack('audit-log.read'))('%s may not', (role) => {
    expect(isTurnedAway(acme, role, 'audit-log.read')).toBe(true);
    expect(isTurnedAway(acme, role, 'audit-log.export')).toBe(true);
  });

  test('filters by actor, action, target and time', async () => {
    const { developer } = acme.people;
    expect(await actions('admin', { actorId: developer.userId })).toEqual([
      'organization.sdk-installed',
    ]);
    expect(await actions('admin', { action: 'team.created' })).toHaveLength(2);
    expect(await actions('admin', { targetKind: 'member' })).toHaveLength(3);
    const one = { targetKind: 'member', targetId: developer.userId };
    expect(await actions('admin', one)).toEqual(['member.added']);
    expect(await actions('admin', { from: '2026-11-21T12:02:00Z' })).toEqual(['team.created']);
    expect(await actions('admin', { to: '2026-11-21T12:01:00Z' })).not.toContain(
      'organization.sdk-installed',
    );
    expect(await actions('admin', { to: '2026-11-20' })).toEqual([]);
    expect(await actions('admin', { from: '2026-11-21', to: '2026-11-21' })).toHaveLength(
      (await actions('admin')).length,
    );
  });

  test('pages forth and back over each event once, though many are of one moment', async () => {
    const whole = (await list('admin')).items.map(({ id }) => id);
    const seen: string[] = [];
    let page = await list('admin', { limit: 2 });
    for (;;) {
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      page = await list('admin', { limit: 2, cursor: page.nextCursor });
    }
    expect(seen).toEqual(whole);
    const back = await list('admin', { limit: 2, cursor: page.previousCursor! });
    const end = whole.length - page.items.length;
    expect(back.items.map(({ id }) => id)).toEqual(whole.slice(end - 2, end));
  });

  test.each([
    { action: 'x' },
    { actorId: "' OR 1" },
    { from: 'yesterday' },
    { limit: '101' },
    { from: '2026-02-30T99:00:00Z' },
  ])('refuses %j', (fields) => {
    expect(listAuditEventsSchema.safeParse(fields).success).toBe(false);
  });

  test('a cursor that was made up is refused', async () => {
    expect((await refusalOf(list('admin', { cursor: 'x' }))).fieldErrors).toHaveProperty('cursor');
  });
});

describe('requireAuditEvent', () => {
  test('shows one event; what the reader may not see is not found', async () => {
    const [event] = (await list('admin', { action: 'team.created' })).items;
    const find = (role: Role, tenant = acme) =>
      requireAuditEvent(world.deps, tenant.grant(role, 'audit-log.read'), { eventId: event!.id });
    expect(await find('admin')).toMatchObject({ targetLabel: evil, after: { name: evil } });
    expect(await codeOf(find('developer'))).toBe('not-found');
    expect(await codeOf(find('admin', globex))).toBe('not-found');
  });
});

describe('what is recorded', () => {
  test('a denial is an event of whoever was refused', async () => {
    const { userId, name } = acme.people['read-only'];
    await recordDenial(
      world.deps,
      {
        userId,
        userLabel: name,
        sessionId: null,
        sessionMethod: 'password',
        organizationId: acme.organizationId,
        role: 'read-only',
        teamIds: [],
        isBeingDeleted: false,
        request: testRequest(),
      },
      'team.create',
    );
    expect((await list('admin', { action: 'access.denied' })).items).toMatchObject([
      { actorId: userId, targetLabel: 'team.create', after: { role: 'read-only' } },
    ]);
  });

  test('control characters, overrides and a megabyte of user agent are made harmless', async () => {
    world.deps.clock.moveBySeconds(1);
    const grant = acme.grant('admin', 'team.create');
    const request = testRequest({
      userAgent: `\u001b[31mred\r\n\u202eevil\0${'x'.repeat(1_000_000)}`,
    });
    await createTeam(world.deps, { ...grant, request }, { name: 'Agents' });
    const [event] = (await list('admin', { action: 'team.created' })).items;
    expect(event?.userAgent).toHaveLength(512);
    expect(event?.userAgent).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  test('nobody who serves can change or delete an event', async () => {
    for (const statement of [
      'UPDATE audit_events SET action = action',
      'DELETE FROM audit_events',
    ]) {
      for (const client of [world.deps.db.app, world.deps.db.system]) {
        await expect(client.$executeRawUnsafe(statement)).rejects.toThrow(/denied/);
      }
    }
  });
});

test('in the other organization’s transaction every query finds nothing', async () => {
  const [event] = (await list('admin')).items;
  const all = { of: 'everyone' } as const;
  await withOrg(world.deps.db, globex.organizationId, async (tx) => {
    expect(await selectAuditEvent(tx, acme.organizationId, all, event!.id)).toBeNull();
    const page = { cursor: null, limit: 100 };
    expect(await selectAuditEvents(tx, acme.organizationId, all, {}, page)).toEqual([]);
  });
});
