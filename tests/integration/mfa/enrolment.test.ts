import { describe, expect, test } from 'vitest';
import { confirmTotpEnrolment } from '@/lib/mfa/confirm-totp-enrolment';
import { findMfaStatus } from '@/lib/mfa/find-mfa-status';
import { enrolmentTries } from '@/lib/mfa/model';
import { replaceRecoveryCodes } from '@/lib/mfa/replace-recovery-codes';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { turnOffTotp } from '@/lib/mfa/turn-off-totp';
import { asSystem } from '@/lib/platform/db';
import { findSession } from '@/lib/sessions/find-session';
import { openSession } from '@/lib/sessions/open-session';
import { testRequest } from '@/tests/support/deps';
import {
  createPerson,
  lastMail,
  personGrant,
  refusal,
  signInAgain,
  type TestPerson,
  houseOfFile,
} from '@/tests/support/people';
import { codeOf, createGuardedPerson, turnOnMfa } from '@/tests/support/second-factor';

const house = houseOfFile();

const grantOf = ({ sessionToken }: TestPerson) => personGrant(house, sessionToken);
const start = async (person: TestPerson) => startTotpEnrolment(house.deps, await grantOf(person));
const confirm = async (person: TestPerson, enrolmentId: string, code: string) =>
  confirmTotpEnrolment(house.deps, await grantOf(person), { enrolmentId, code });
const statusOf = async (person: TestPerson) => findMfaStatus(house.deps, await grantOf(person));
const actionsOf = async ({ userId }: TestPerson) =>
  (
    await house.sql<{ action: string }>(
      'SELECT action FROM audit_events WHERE target_id = $1 ORDER BY ctid',
      [userId],
    )
  ).map(({ action }) => action);

/** One more session of a person, as signing in with the app opens it. */
const openOther = async ({ userId }: TestPerson) => {
  const session = { userId, method: 'password+totp', request: testRequest(), previousToken: null };
  const { token } = await asSystem(house.deps.db, 'sign-in', (tx) =>
    openSession(house.deps, tx, session),
  );
  return { sessionToken: token };
};

describe('setting up an authenticator app', () => {
  test('turns it on with its first code, gives ten recovery codes, and tells the person', async () => {
    const person = await createPerson(house);
    const { enrolmentId, secret, uri } = await start(person);
    expect(await statusOf(person)).toEqual({ isOn: false });
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    const { recoveryCodes } = await confirm(person, enrolmentId, ` ${codeOf(house, secret)} `);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await statusOf(person)).toMatchObject({ isOn: true, recoveryCodesLeft: 10 });
    expect(await actionsOf(person)).toContain('user.mfa-turned-on');
    expect(await lastMail(house, person.email, 'mfa-changed')).toMatchObject({
      change: 'turned-on',
      codesLeft: 10,
    });
  });

  test('leaves neither the secret nor a code readable in the database, nor in the log', async () => {
    const person = await createGuardedPerson(house);
    const tables = ['totp_factors', 'totp_enrolments', 'recovery_codes', 'audit_events'];
    for (const table of tables) {
      const rows = await house.sql<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const secret of [person.secret, ...person.recoveryCodes]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
    expect(house.deps.logged()).not.toContain(person.secret);
  });

  test('a sealed secret that is copied to another person opens for nobody', async () => {
    const [one, other] = [await createGuardedPerson(house), await createGuardedPerson(house)];
    await house.sql(
      `UPDATE totp_factors SET secret_sealed = (SELECT secret_sealed FROM totp_factors WHERE user_id = $1)
        WHERE user_id = $2`,
      [one.userId, other.userId],
    );
    const [row] = await house.sql<{ key_id: string; secret_sealed: Buffer }>(
      'SELECT key_id, secret_sealed FROM totp_factors WHERE user_id = $1',
      [other.userId],
    );
    const sealed = { keyId: row!.key_id, bytes: row!.secret_sealed };
    expect(() => house.deps.totpKeys.open(sealed, other.userId)).toThrow();
    expect(house.deps.totpKeys.open(sealed, one.userId)).toBe(one.secret);
  });

  test.each(['000000', '12345', 'abcdef', '1234567', '💥💥💥', "1' OR 1=1"])(
    'a wrong or malformed code is an ordinary refusal: %j',
    async (code) => {
      const person = await createPerson(house);
      const { enrolmentId } = await start(person);
      await expect(confirm(person, enrolmentId, code)).rejects.toMatchObject({
        code: 'code-invalid',
        fieldErrors: { code: [expect.any(String)] },
      });
      expect(await statusOf(person)).toEqual({ isOn: false });
    },
  );

  test('a secret is given up after ten wrong codes, also when they come at once', async () => {
    const person = await createPerson(house);
    const { enrolmentId, secret } = await start(person);
    const tries = await Promise.allSettled(
      Array.from({ length: 2 * enrolmentTries }, () => confirm(person, enrolmentId, '000000')),
    );
    const codes = tries.map(
      (one) => one.status === 'rejected' && (one.reason as { code: string }).code,
    );
    expect(codes.filter((code) => code === 'code-invalid')).toHaveLength(enrolmentTries);
    await expect(confirm(person, enrolmentId, codeOf(house, secret))).rejects.toEqual(
      refusal('conflict'),
    );
  });

  test('a secret of somebody else, or of a quarter of an hour ago, cannot be confirmed', async () => {
    const [person, other] = [await createPerson(house), await createPerson(house)];
    const { enrolmentId, secret } = await start(person);
    await expect(confirm(other, enrolmentId, codeOf(house, secret))).rejects.toEqual(
      refusal('conflict'),
    );
    house.deps.clock.moveBySeconds(15 * 60);
    await expect(confirm(person, enrolmentId, codeOf(house, secret))).rejects.toEqual(
      refusal('conflict'),
    );
  });

  test('of two tabs the first one counts, and no secret is overwritten', async () => {
    const person = await createPerson(house);
    const [a, b] = [await start(person), await start(person)];
    const results = await Promise.allSettled([
      confirm(person, a.enrolmentId, codeOf(house, a.secret)),
      confirm(person, b.enrolmentId, codeOf(house, b.secret)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = results[0].status === 'fulfilled' ? a : b;
    const [row] = await house.sql<{ key_id: string; secret_sealed: Buffer }>(
      'SELECT key_id, secret_sealed FROM totp_factors WHERE user_id = $1',
      [person.userId],
    );
    const opened = house.deps.totpKeys.open(
      { keyId: row!.key_id, bytes: row!.secret_sealed },
      person.userId,
    );
    expect(opened).toBe(winner.secret);
  });

  test('another app takes the place of the first one, with new recovery codes', async () => {
    const person = await createGuardedPerson(house);
    const again = await turnOnMfa(house, person);
    expect(again.secret).not.toBe(person.secret);
    expect(again.recoveryCodes).not.toContain(person.recoveryCodes[0]);
    expect(await statusOf(person)).toMatchObject({ isOn: true, recoveryCodesLeft: 10 });
    expect(await actionsOf(person)).toContain('user.mfa-replaced');
  });

  test('ends all other sessions, which never showed the app', async () => {
    const person = await createPerson(house);
    const other = await signInAgain(house, person);
    const guarded = await turnOnMfa(house, person);
    expect(await findSession(house.deps, other.sessionToken)).toBeNull();
    expect(await findSession(house.deps, guarded.sessionToken)).not.toBeNull();
  });
});

describe('every change of a second factor', () => {
  const acts: [string, (person: TestPerson) => Promise<unknown>][] = [
    ['setting up', start],
    ['turning off', async (person) => turnOffTotp(house.deps, await grantOf(person))],
    ['new codes', async (person) => replaceRecoveryCodes(house.deps, await grantOf(person))],
  ];

  test.each(acts)('%s needs a proof younger than ten minutes', async (_name, act) => {
    const person = await createGuardedPerson(house);
    house.deps.clock.moveBySeconds(10 * 60);
    await expect(act(person)).rejects.toEqual(refusal('reauthentication-required'));
    expect(await statusOf(person)).toMatchObject({ isOn: true, recoveryCodesLeft: 10 });
  });

  test('the first code needs none: whoever knows it was shown the secret, which took one', async () => {
    const person = await createPerson(house);
    house.deps.clock.moveBySeconds(9 * 60);
    const { enrolmentId, secret } = await start(person);
    house.deps.clock.moveBySeconds(2 * 60);
    await confirm(person, enrolmentId, codeOf(house, secret));
    expect(await statusOf(person)).toMatchObject({ isOn: true });
  });

  test.each(acts)('%s is undone where its audit event cannot be written', async (name, act) => {
    if (name === 'setting up') return;
    const person = await createGuardedPerson(house);
    const before = await house.sql('SELECT * FROM recovery_codes WHERE user_id = $1', [
      person.userId,
    ]);
    await house.sql('REVOKE INSERT ON audit_events FROM gatehouse_system');
    try {
      await expect(act(person)).rejects.toThrow();
    } finally {
      await house.sql('GRANT INSERT ON audit_events TO gatehouse_system');
    }
    expect(await statusOf(person)).toMatchObject({ isOn: true });
    expect(
      await house.sql('SELECT * FROM recovery_codes WHERE user_id = $1', [person.userId]),
    ).toEqual(before);
  });
});

describe('turning it off', () => {
  test('ends all other sessions and the recovery codes, and tells the person', async () => {
    const person = await createPerson(house);
    const guarded = await turnOnMfa(house, person);
    const other = await openOther(guarded);
    await turnOffTotp(house.deps, await grantOf(guarded));
    expect(await statusOf(guarded)).toEqual({ isOn: false });
    expect(await findSession(house.deps, other.sessionToken)).toBeNull();
    expect(await findSession(house.deps, guarded.sessionToken)).not.toBeNull();
    const codes = await house.sql('SELECT 1 FROM recovery_codes WHERE user_id = $1', [
      person.userId,
    ]);
    expect(codes).toEqual([]);
    expect(await actionsOf(person)).toContain('user.mfa-turned-off');
    expect(await lastMail(house, person.email, 'mfa-changed')).toMatchObject({
      change: 'turned-off',
    });
  });

  test('twice changes nothing the second time', async () => {
    const person = await createGuardedPerson(house);
    const grant = await grantOf(person);
    await Promise.all([turnOffTotp(house.deps, grant), turnOffTotp(house.deps, grant)]);
    const actions = await actionsOf(person);
    expect(actions.filter((action) => action === 'user.mfa-turned-off')).toHaveLength(1);
  });
});

describe('new recovery codes', () => {
  test('take the place of all others at once', async () => {
    const person = await createGuardedPerson(house);
    const { recoveryCodes } = await replaceRecoveryCodes(house.deps, await grantOf(person));
    expect(recoveryCodes).toHaveLength(10);
    expect(recoveryCodes.filter((code) => person.recoveryCodes.includes(code))).toEqual([]);
    const rows = await house.sql('SELECT 1 FROM recovery_codes WHERE user_id = $1', [
      person.userId,
    ]);
    expect(rows).toHaveLength(10);
  });

  test('are made ten times a day at most, and a try without a fresh proof is not one of them', async () => {
    const person = await createGuardedPerson(house);
    const grant = await grantOf(person);
    for (let i = 0; i < 10; i += 1) await replaceRecoveryCodes(house.deps, grant);
    await expect(replaceRecoveryCodes(house.deps, grant)).rejects.toEqual(refusal('rate-limited'));

    const other = await createGuardedPerson(house);
    const stolen = await grantOf(other);
    const { clock } = house.deps;
    const start = clock.now();
    clock.moveBySeconds(11 * 60);
    for (let i = 0; i < 11; i += 1) {
      await expect(replaceRecoveryCodes(house.deps, stolen)).rejects.toEqual(
        refusal('reauthentication-required'),
      );
    }
    clock.moveTo(start);
    await expect(replaceRecoveryCodes(house.deps, stolen)).resolves.toBeDefined();
  });

  test('are not for whom it is off', async () => {
    const person = await createPerson(house);
    await expect(replaceRecoveryCodes(house.deps, await grantOf(person))).rejects.toEqual(
      refusal('conflict'),
    );
  });
});
