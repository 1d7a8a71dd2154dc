import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asSystem } from '@/lib/platform/db';
import { decideEntry, type Entry } from '@/lib/policy/decide-entry';
import { findSession, type LiveSession } from '@/lib/sessions/find-session';
import { openSession } from '@/lib/sessions/open-session';
import { testRequest } from '@/tests/support/deps';
import { createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
let token: string;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  const { userId } = acme.people.developer;
  await world.owner.query(
    `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'developer', now(), now())`,
    [globex.organizationId, userId],
  );
  token = await asSystem(world.deps.db, 'sign-in', async (tx) => {
    const session = { userId, method: 'password', request: testRequest(), previousToken: null };
    return (await openSession(world.deps, tx, session)).token;
  });
});
afterAll(() => world.close());

/** As somebody saves it in another browser. */
const demand = ({ organizationId }: Tenant, columns: Record<string, unknown>) =>
  world.owner.query(
    `INSERT INTO organization_policies (organization_id, ${Object.keys(columns).join(', ')}, updated_at)
     VALUES ($1, ${Object.keys(columns)
       .map((_, index) => `$${index + 2}`)
       .join(', ')}, now())
     ON CONFLICT (organization_id) DO UPDATE SET ${Object.keys(columns)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}`,
    [organizationId, ...Object.values(columns)],
  );
const after = (seconds: number) => world.deps.clock.moveBySeconds(seconds);
const visit = async (
  tenant: Tenant,
  { isBackground = false, address = '192.0.2.1' } = {},
): Promise<Entry['status']> => {
  const session = (await findSession(world.deps, token, tenant.slug, {
    isBackground,
  })) as LiveSession;
  const { policy, memberSince } = session.membership!;
  const { hasSecondFactor } = session;
  const bounds = { isBoundElsewhere: false, requiresSso: false, acceptsBreakGlass: false };
  const facts = { policy, session, address, hasSecondFactor, memberSince, ...bounds };
  return decideEntry(facts, world.deps.clock.now()).status;
};

describe('a session', () => {
  test('is open at 14:59 and asks to sign in again at 15:01, counted from its last use to the second', async () => {
    await demand(acme, { session_idle_minutes: 15 });
    expect(await visit(acme)).toBe('open');
    // Within the minute in which last use would not be written elsewhere.
    after(50);
    expect(await visit(acme)).toBe('open');
    after(14 * 60 + 59);
    expect(await visit(acme)).toBe('open');
    after(15 * 60 + 1);
    expect(await visit(acme)).toBe('sign-in-again');
    expect(await visit(acme)).toBe('sign-in-again');
  });

  test('is not kept alive by a page that asks again by itself', async () => {
    await demand(acme, { session_idle_minutes: 15 });
    expect(await visit(acme)).toBe('open');
    for (let minute = 1; minute < 15; minute += 1) {
      after(60);
      expect(await visit(acme, { isBackground: true })).toBe('open');
    }
    after(60);
    expect(await visit(acme, { isBackground: true })).toBe('sign-in-again');
    expect(await visit(acme)).toBe('sign-in-again');
  });

  test('that was left alone for too long for one organization stays open to another, and no way round leads back', async () => {
    await demand(acme, { session_idle_minutes: 15 });
    await demand(globex, { session_idle_minutes: 60 });
    after(16 * 60);
    expect(await visit(globex)).toBe('open');
    expect(await visit(acme)).toBe('sign-in-again');
    after(5);
    expect(await visit(globex)).toBe('open');
    expect(await visit(acme)).toBe('sign-in-again');
  });

  test('that is used in one organization is used for another, to the second', async () => {
    await demand(acme, { session_idle_minutes: 15 });
    await visit(globex);
    after(59);
    await visit(globex);
    after(14 * 60 + 30);
    expect(await visit(acme)).toBe('open');
  });

  test('feels a shorter lifetime on its next request, in that organization alone', async () => {
    after(2 * 3600);
    expect(await visit(acme)).toBe('open');
    await demand(acme, { session_absolute_minutes: 60 });
    expect(await visit(acme)).toBe('sign-in-again');
    expect(await visit(globex)).toBe('open');
    await demand(acme, { session_absolute_minutes: 240 });
    expect(await visit(acme)).toBe('open');
  });

  test('is judged by the address of each request, from the one after the ranges were saved', async () => {
    const [inside, outside] = [{ address: '198.51.100.7' }, { address: '203.0.113.9' }];
    expect(await visit(acme, outside)).toBe('open');
    await demand(acme, { console_ip_ranges: ['198.51.100.0/24'], console_ip_labels: [''] });
    expect(await visit(acme, outside)).toBe('ip-not-allowed');
    expect(await visit(acme, inside)).toBe('open');
    expect(await visit(acme, outside)).toBe('ip-not-allowed');
    expect(await visit(globex, outside)).toBe('open');
  });

  test('forgets no pause where 20 requests come at once after it', async () => {
    await demand(acme, { session_idle_minutes: 15 });
    after(16 * 60);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => visit(acme)));
    expect(new Set(statuses)).toEqual(new Set(['sign-in-again']));
    expect(await visit(acme)).toBe('sign-in-again');
  });
});
