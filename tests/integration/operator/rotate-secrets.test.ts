import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { confirmTotpEnrolment } from '@/lib/mfa/confirm-totp-enrolment';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { createKeyRing, type KeyRing } from '@/lib/platform/key-ring';
import { systemRandom } from '@/lib/platform/random';
import { completeSecondFactor } from '@/lib/sign-in/complete-second-factor';
import { signInWithPassword } from '@/lib/sign-in/sign-in-with-password';
import { UsageError } from '@/operator/command';
import { testRequest } from '@/tests/support/deps';
import { connectAsOwner, eventually } from '@/tests/support/keys';
import {
  breakAudit,
  createPerson,
  createTestHouse,
  noCookies,
  personGrant,
  type TestHouse,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson, type GuardedPerson } from '@/tests/support/second-factor';
import { refusalOf } from '@/tests/support/tenants';
import { TEST_APP_SECRET } from '@/tests/support/test-server';
import { operatorEnvironment, runCommand, runOperator, startOperator } from './terminal';

const newSecret = 'the-secret-that-comes-after-0123456789abcdef';
const ringOf = (...secrets: [string, ...string[]]) => createKeyRing(secrets, 'totp', systemRandom);
const [before, during, after] = [
  ringOf(TEST_APP_SECRET),
  ringOf(newSecret, TEST_APP_SECRET),
  ringOf(newSecret),
];
const unknown = ringOf('a-secret-that-nobody-remembers-any-more-0123');

let house: TestHouse;
let owner: pg.Client;

beforeAll(async () => {
  house = await createTestHouse();
  owner = await connectAsOwner(house.database);
});
beforeEach(async () => {
  for (const table of ['totp_factors', 'totp_enrolments']) await house.sql(`DELETE FROM ${table}`);
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

const withKeys = (totpKeys: KeyRing): TestHouse => ({
  ...house,
  deps: { ...house.deps, totpKeys },
});
const rotate = (keys = during) => runCommand(withKeys(keys), ['rotate-secrets']);
const said = (count: number) =>
  `${count} ${count === 1 ? 'secret of an authenticator app was' : 'secrets of authenticator apps were'} sealed anew with the current APP_SECRET.`;

const countOf = async (key: KeyRing) => {
  const [row] = await house.sql<{ count: number }>(
    `SELECT ((SELECT count(*) FROM totp_factors WHERE key_id = $1) +
             (SELECT count(*) FROM totp_enrolments WHERE key_id = $1))::int AS count`,
    [key.currentKeyId],
  );
  return row?.count;
};

const rotationsSince = (count: number) =>
  house.sql<{ actor_kind: string; actor_id: string; after: { table: string; rows: number } }>(
    `SELECT actor_kind, actor_id, organization_id, target_kind, after FROM audit_events
      WHERE action = 'installation.secrets-rotated' ORDER BY ctid OFFSET $1`,
    [count],
  );
const rotations = async () => (await rotationsSince(0)).length;

/** Signs a person in by their app, in a house that knows these keys. */
async function signInByApp(keys: KeyRing, { email, password, secret }: GuardedPerson) {
  const { deps } = withKeys(keys);
  const input = { email, password };
  const half = await signInWithPassword(deps, testRequest(), input, noCookies);
  if (half.status !== 'second-factor-due') throw new Error('no second factor was asked for');
  const { challengeToken } = half;
  const proof = { kind: 'totp', code: codeOf(house, secret) } as const;
  return completeSecondFactor(deps, testRequest(), proof, { ...noCookies, challengeToken });
}

/** Many people with an app each, as rows alone. Returns their ids. */
async function insertFactors(count: number, keys = before): Promise<string[]> {
  const ids = Array.from({ length: count }, () => house.deps.ids.next());
  await house.sql(
    `INSERT INTO users (id, name, email, time_zone, created_at, updated_at)
     SELECT id, 'Many', id || '@example.com', 'UTC', now(), now() FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  await house.sql(
    `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at)
     SELECT id, id, decode(sealed, 'hex'), $3, 7, now() FROM unnest($1::uuid[], $2::text[]) AS n (id, sealed)`,
    [
      ids,
      ids.map((id) => Buffer.from(keys.seal(`secret of ${id}`, id).bytes).toString('hex')),
      keys.currentKeyId,
    ],
  );
  return ids;
}

const openAll = async (keys: KeyRing) => {
  const rows = await house.sql<{ user_id: string; key_id: string; secret_sealed: Buffer }>(
    'SELECT user_id, key_id, secret_sealed FROM totp_factors',
  );
  return rows.map(({ user_id, key_id, secret_sealed }) =>
    keys.open({ keyId: key_id, bytes: secret_sealed }, user_id),
  );
};

describe('rotate-secrets', () => {
  test('lets the previous secret be removed: apps and secrets that wait go on with the new one alone', async () => {
    const person = await createGuardedPerson(house);
    const starting = await createPerson(house);
    const grant = await personGrant(house, starting.sessionToken);
    const waiting = await startTotpEnrolment(house.deps, grant);
    await expect(signInByApp(after, person)).rejects.toThrow('APP_SECRET_PREVIOUS');

    expect(await rotate()).toEqual([said(2)]);

    expect(await countOf(before)).toBe(0);
    expect((await signInByApp(after, person)).sessionToken).not.toBe('');
    const { deps } = withKeys(after);
    const { enrolmentId, secret } = waiting;
    const confirmed = await confirmTotpEnrolment(deps, grant, {
      enrolmentId,
      code: codeOf(house, secret),
    });
    expect(confirmed.recoveryCodes).toHaveLength(10);
  });

  test('is an event of the operator for each table, which holds no secret', async () => {
    const written = await rotations();
    await createGuardedPerson(house);
    await insertFactors(2);
    await rotate();
    expect(await rotationsSince(written)).toEqual([
      {
        actor_kind: 'operator',
        actor_id: 'rotate-secrets',
        organization_id: null,
        target_kind: 'installation',
        after: { table: 'totp_factors', rows: 3, keyId: during.currentKeyId },
      },
    ]);
  });

  test('said again, changes nothing and writes nothing', async () => {
    await insertFactors(3);
    await rotate();
    const rows = await house.sql('SELECT * FROM totp_factors ORDER BY id');
    const written = await rotations();
    expect(await rotate()).toEqual([said(0)]);
    expect(await house.sql('SELECT * FROM totp_factors ORDER BY id')).toEqual(rows);
    expect(await rotations()).toBe(written);
  });

  test('goes through more than one batch, changes nothing but the sealing, and counts each once for two at once', async () => {
    const ids = await insertFactors(1_201);
    const others =
      'SELECT id, user_id, last_step, created_at, last_used_at FROM totp_factors ORDER BY id';
    const rows = await house.sql(others);
    const printed = await Promise.all([rotate(), rotate()]);
    const counts = printed.flat().map((line) => Number.parseInt(line));
    expect(counts.reduce((sum, count) => sum + count)).toBe(1_201);
    expect(await house.sql(others)).toEqual(rows);
    expect((await openAll(after)).sort()).toEqual(ids.map((id) => `secret of ${id}`).sort());
  });

  test('that fails on the way keeps what it did, and the next one finishes', async () => {
    await insertFactors(1_201);
    const written = await rotations();
    let sealed = 0;
    const failing: KeyRing = {
      ...during,
      seal: (text, context) => {
        sealed += 1;
        if (sealed > 700) throw new Error('the machine went down');
        return during.seal(text, context);
      },
    };
    await expect(rotate(failing)).rejects.toThrow('the machine went down');
    expect(await countOf(after)).toBe(500);
    expect(await openAll(during)).toHaveLength(1_201);
    expect(await rotate()).toEqual([said(701)]);
    expect(await countOf(after)).toBe(1_201);
    const events = await rotationsSince(written);
    expect(events.map((event) => event.after.rows)).toEqual([500, 500, 201]);
  });

  test('loses no code that is used meanwhile', async () => {
    const [used = ''] = await insertFactors(3);
    await owner.query('BEGIN');
    await owner.query('UPDATE totp_factors SET last_step = 99 WHERE user_id = $1', [used]);
    const rotation = rotate();
    // The others are done without waiting for the one that is in use.
    await eventually(async () => (await countOf(after)) === 2);
    await owner.query('COMMIT');
    expect(await rotation).toEqual([said(3)]);
    const [row] = await house.sql<{ last_step: string; key_id: string }>(
      'SELECT last_step, key_id FROM totp_factors WHERE user_id = $1',
      [used],
    );
    expect(row).toEqual({ last_step: '99', key_id: after.currentKeyId });
    expect(await openAll(after)).toHaveLength(3);
  });

  test('names those whose secret no known key opens, and does the others', async () => {
    const [lost = ''] = await insertFactors(1, unknown);
    const [tampered = ''] = await insertFactors(1);
    await house.sql(
      `UPDATE totp_factors SET secret_sealed = set_byte(secret_sealed, 20, 255 - get_byte(secret_sealed, 20))
        WHERE user_id = $1`,
      [tampered],
    );
    await insertFactors(2);
    const lines: string[] = [];
    const refusal = await refusalOf(
      runCommand(withKeys(during), ['rotate-secrets'], '', (line) => void lines.push(line)),
    );
    expect(refusal.code).toBe('conflict');
    expect(refusal.publicMessage).toContain('The secrets of 2 users stay as they were');
    expect(lines).toEqual([
      said(2),
      ...[lost, tampered].sort().map((id) => `No known key opens the secret of user ${id}.`),
    ]);
    expect(await countOf(after)).toBe(2);
    expect(await countOf(unknown)).toBe(1);
    // Once the forgotten secret is known again, the same finishes but for the one that was tampered with.
    const all = ringOf(newSecret, TEST_APP_SECRET, 'a-secret-that-nobody-remembers-any-more-0123');
    expect((await refusalOf(rotate(all))).publicMessage).toContain('The secrets of 1 user stay');
    expect(await countOf(after)).toBe(3);
  });

  test('leaves everything as it was where the event cannot be written', async () => {
    await insertFactors(3);
    const mend = await breakAudit(house);
    try {
      await expect(rotate()).rejects.toThrow();
    } finally {
      await mend();
    }
    expect(await countOf(before)).toBe(3);
  });

  test('takes no argument', async () => {
    await expect(runCommand(house, ['rotate-secrets', '--all'])).rejects.toThrow(UsageError);
    await expect(runCommand(house, ['rotate-secrets', 'all'])).rejects.toThrow(UsageError);
  });
});

test('a process that is killed on the way loses nothing, and the next one finishes', async () => {
  const ids = await insertFactors(1_201);
  const environment = {
    ...operatorEnvironment(house.database),
    APP_SECRET: newSecret,
    APP_SECRET_PREVIOUS: TEST_APP_SECRET,
  };
  // What somebody holds keeps it from ending.
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM totp_factors WHERE user_id = $1 FOR UPDATE', [ids[600]]);
  const killed = startOperator(environment, ['rotate-secrets']);
  const ended = new Promise((resolve) => killed.on('close', resolve));
  await eventually(async () => (await countOf(after)) === 1_200, 150_000);
  killed.kill('SIGKILL');
  await ended;
  await owner.query('ROLLBACK');
  expect(await openAll(during)).toHaveLength(1_201);
  expect(await countOf(before)).toBe(1);
  const { code, stdout, stderr } = await runOperator(environment, ['rotate-secrets']);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${said(1)}\n`, stderr: '' });
  expect((await openAll(after)).sort()).toEqual(ids.map((id) => `secret of ${id}`).sort());

  await house.sql('UPDATE totp_factors SET key_id = $2 WHERE user_id = $1', [ids[0], 'forgotten']);
  const refused = await runOperator(environment, ['rotate-secrets']);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toBe(`${said(0)}\nNo known key opens the secret of user ${ids[0]}.\n`);
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  expect(refused.stderr).not.toContain(newSecret);
}, 180_000);
