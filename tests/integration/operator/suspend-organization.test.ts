import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type pg from 'pg';
import { findSession } from '@/lib/sessions/find-session';
import { requireSignedIn } from '@/lib/sign-in/model';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { UsageError } from '@/operator/command';
import { GATEWAY_TOKEN, startDataPlane, type RunningDataPlane } from '@/tests/support/data-plane';
import { testRequest } from '@/tests/support/deps';
import { connectAsOwner, eventually, insertKey, insertOrganization } from '@/tests/support/keys';
import {
  breakAudit,
  createTestHouse,
  freshEmail,
  goodPassword,
  noCookies,
  type TestHouse,
} from '@/tests/support/people';
import { refusalOf } from '@/tests/support/tenants';
import { runCommand } from './terminal';

let house: TestHouse;
let owner: pg.Client;
let plane: RunningDataPlane;
let slug: string;
let email: string;
let made = 0;

beforeAll(async () => {
  house = await createTestHouse();
  owner = await connectAsOwner(house.database);
  plane = await startDataPlane(house.database);
});
beforeEach(async () => {
  made += 1;
  slug = `tenant-${made}`;
  email = freshEmail();
  await runCommand(
    house,
    [
      ...['create-admin', '--email', email, '--name', 'Ada Byron'],
      ...['--organization', `Tenant ${made}`, '--password-stdin'],
    ],
    goodPassword,
  );
});
afterAll(async () => {
  await plane.close();
  await owner.end();
  await house.close();
});

const statusOf = async (name: string) => {
  const rows = await house.sql<{ status: string }>(
    'SELECT status FROM organizations WHERE slug = $1',
    [name],
  );
  return rows[0]?.status;
};

const switchesOf = (name: string) =>
  house.sql(
    `SELECT action, actor_kind, actor_id, actor_label, ip, before, after FROM audit_events
      WHERE organization_id = (SELECT id FROM organizations WHERE slug = $1)
        AND action IN ('organization.suspended', 'organization.resumed') ORDER BY ctid`,
    [name],
  );

const verify = async (key: string) => {
  const response = await fetch(`${plane.url}/v1/keys/verify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  return (await response.json()) as { valid: boolean; code?: string };
};

describe('suspend-organization and resume-organization', () => {
  test('say what they did, and write an event of the operator each', async () => {
    expect(await runCommand(house, ['suspend-organization', slug])).toEqual([
      `Tenant ${made} is suspended.`,
    ]);
    expect(await statusOf(slug)).toBe('suspended');
    expect(await runCommand(house, ['resume-organization', slug])).toEqual([
      `Tenant ${made} is active again.`,
    ]);
    expect(await statusOf(slug)).toBe('active');
    expect(await switchesOf(slug)).toEqual([
      {
        action: 'organization.suspended',
        actor_kind: 'operator',
        actor_id: 'suspend-organization',
        actor_label: 'operator suspend-organization',
        ip: null,
        before: { status: 'active' },
        after: { status: 'suspended' },
      },
      {
        action: 'organization.resumed',
        actor_kind: 'operator',
        actor_id: 'resume-organization',
        actor_label: 'operator resume-organization',
        ip: null,
        before: { status: 'suspended' },
        after: { status: 'active' },
      },
    ]);
  });

  test('said again, change nothing and write nothing', async () => {
    expect(await runCommand(house, ['resume-organization', slug])).toEqual([
      `Tenant ${made} was active already.`,
    ]);
    await runCommand(house, ['suspend-organization', slug]);
    expect(await runCommand(house, ['suspend-organization', slug])).toEqual([
      `Tenant ${made} was suspended already.`,
    ]);
    expect(await switchesOf(slug)).toHaveLength(1);
  });

  test('said by ten at once, are done and written once', async () => {
    const printed = await Promise.all(
      Array.from({ length: 10 }, () => runCommand(house, ['suspend-organization', slug])),
    );
    expect(printed.flat().filter((line) => line.endsWith('is suspended.'))).toHaveLength(1);
    expect(await switchesOf(slug)).toHaveLength(1);
  });

  test.each(['suspend-organization', 'resume-organization'])(
    '%s refuses a slug that nobody has',
    async (command) => {
      const unknown = await refusalOf(runCommand(house, [command, 'nobody-here']));
      expect(unknown.code).toBe('not-found');
      expect(unknown.publicMessage).toBe('There is no organization with the slug "nobody-here".');
    },
  );

  test('of an organization that is being deleted, decide what it is where it is kept', async () => {
    const before = () =>
      house.sql('SELECT status, status_before_deletion FROM organizations WHERE slug = $1', [slug]);
    await house.sql("UPDATE organizations SET status = 'deleting' WHERE slug = $1", [slug]);
    const going = `Tenant ${made} is being deleted. Kept, it is what this command says.`;
    expect(await runCommand(house, ['suspend-organization', slug])).toEqual([
      going,
      `Tenant ${made} is suspended.`,
    ]);
    expect(await before()).toEqual([{ status: 'deleting', status_before_deletion: 'suspended' }]);
    await runCommand(house, ['resume-organization', slug]);
    expect(await before()).toEqual([{ status: 'deleting', status_before_deletion: 'active' }]);
    expect(await switchesOf(slug)).toHaveLength(2);
  });

  test.each([
    ['no slug', []],
    ['two', ['one', 'two']],
    ['an option', ['--all']],
  ])('refuse %s', async (_what, args) => {
    await expect(runCommand(house, ['suspend-organization', ...args])).rejects.toThrow(UsageError);
    await expect(runCommand(house, ['resume-organization', ...args])).rejects.toThrow(UsageError);
  });

  test('leave everything as it was where the event cannot be written', async () => {
    const mend = await breakAudit(house);
    try {
      await expect(runCommand(house, ['suspend-organization', slug])).rejects.toThrow();
    } finally {
      await mend();
    }
    expect(await statusOf(slug)).toBe('active');
  });
});

describe('keep-organization', () => {
  const remove = () =>
    house.sql("UPDATE organizations SET status = 'deleting' WHERE slug = $1", [slug]);

  test('takes a deletion back, tells the log and the Admins, and says so once', async () => {
    await remove();
    expect(await runCommand(house, ['keep-organization', slug])).toEqual([
      `Tenant ${made} is kept, and is active.`,
    ]);
    expect(await statusOf(slug)).toBe('active');
    expect(await runCommand(house, ['keep-organization', slug])).toEqual([
      `Tenant ${made} is not being deleted.`,
    ]);
    const events = await house.sql(
      `SELECT actor_id, after FROM audit_events WHERE action = 'organization.kept'
          AND organization_id = (SELECT id FROM organizations WHERE slug = $1)`,
      [slug],
    );
    expect(events).toEqual([{ actor_id: 'keep-organization', after: { status: 'active' } }]);
    const mails = await house.sql(
      "SELECT 1 FROM outbox_mails WHERE recipient = $1 AND template = 'organization-deletion'",
      [email],
    );
    expect(mails).toHaveLength(1);
  });

  test('leaves a suspension that was there before', async () => {
    await runCommand(house, ['suspend-organization', slug]);
    await remove();
    expect(await runCommand(house, ['keep-organization', slug])).toEqual([
      `Tenant ${made} is kept, and is suspended.`,
    ]);
  });

  test('refuses a slug that nobody has, and what is past its end', async () => {
    expect((await refusalOf(runCommand(house, ['keep-organization', 'nobody']))).code).toBe(
      'not-found',
    );
    await remove();
    await house.sql('UPDATE organizations SET deletion_ends_at = now() WHERE slug = $1', [slug]);
    expect((await refusalOf(runCommand(house, ['keep-organization', slug]))).code).toBe('conflict');
    expect(await statusOf(slug)).toBe('deleting');
  });

  test('leaves everything as it was where the event cannot be written', async () => {
    await remove();
    const mend = await breakAudit(house);
    try {
      await expect(runCommand(house, ['keep-organization', slug])).rejects.toThrow();
    } finally {
      await mend();
    }
    expect(await statusOf(slug)).toBe('deleting');
  });
});

test('a suspended organization’s keys are refused within a second, and work again after', async () => {
  const organization = await insertOrganization(owner);
  const [row] = await house.sql<{ slug: string }>('SELECT slug FROM organizations WHERE id = $1', [
    organization.organizationId,
  ]);
  const { secret } = await insertKey(owner, organization);
  expect(await verify(secret)).toMatchObject({ valid: true });

  await runCommand(house, ['suspend-organization', row?.slug ?? '']);
  const refused = await eventually(async () => {
    const answer = await verify(secret);
    return !answer.valid && answer;
  }, 1_000);
  expect(refused).toMatchObject({ valid: false, code: 'organization-inactive' });

  await runCommand(house, ['resume-organization', row?.slug ?? '']);
  await eventually(async () => (await verify(secret)).valid, 1_000);
});

test('its people still sign in, and their session says that it is suspended', async () => {
  await runCommand(house, ['suspend-organization', slug]);
  const input = { email, password: goodPassword };
  const { sessionToken } = requireSignedIn(
    await signInWithPassword(house.deps, testRequest(), input, noCookies),
  );
  const session = await findSession(house.deps, sessionToken, slug);
  expect(session?.membership).toMatchObject({ slug, status: 'suspended', role: 'admin' });
});
