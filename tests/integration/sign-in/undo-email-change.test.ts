import { describe, expect, test } from 'vitest';
import { emailUndoLifetimeSeconds } from '@/lib/accounts/model';
import { findSession } from '@/lib/sessions/find-session';
import { changePassword } from '@/lib/sign-in/change-password';
import { confirmEmailChangeByLink } from '@/lib/sign-in/confirm-email-change';
import { findEmailUndo } from '@/lib/sign-in/find-email-change';
import { resetPassword } from '@/lib/sign-in/reset-password';
import { undoEmailChange } from '@/lib/sign-in/undo-email-change';
import { accountTasks } from '@/lib/accounts/jobs';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange, changeEmail } from '@/tests/support/email-changes';
import {
  breakAudit,
  createPerson,
  freshEmail,
  lastMail,
  mailedResetToken,
  mailsFor,
  otherPassword,
  personGrant,
  refusal,
  signInAgain,
  type TestPerson,
  tokenIn,
  houseOfFile,
} from '@/tests/support/people';
import { createGuardedPerson } from '@/tests/support/second-factor';

const house = houseOfFile();

const undo = (token: string) => undoEmailChange(house.deps, testRequest(), { token });
const emailOf = async ({ userId }: TestPerson) =>
  (await house.sql<{ email: string }>('SELECT email FROM users WHERE id = $1', [userId]))[0]?.email;
const eventsOf = async ({ userId }: TestPerson, action: string) =>
  house.sql('SELECT before, after FROM audit_events WHERE target_id = $1 AND action = $2', [
    userId,
    action,
  ]);

describe('undoing a change of address', () => {
  test('brings the address back, shuts everybody out, and mails it a link to set a new password', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const thief = await signInAgain(house, moved);
    expect(await undo(moved.undoToken)).toEqual({ email: person.email });
    expect(await emailOf(person)).toBe(person.email);
    for (const { sessionToken } of [moved, thief]) {
      expect(await findSession(house.deps, sessionToken)).toBeNull();
    }
    await expect(signInAgain(house, person)).rejects.toEqual(refusal('invalid-credentials'));
    const { link, because } = await lastMail(house, person.email, 'reset-password');
    expect(because).toBe('account-secured');
    await resetPassword(house.deps, testRequest(), {
      token: tokenIn(link),
      password: otherPassword,
    });
    await expect(signInAgain(house, { ...person, password: otherPassword })).resolves.toBeDefined();
  });

  test('tells both mailboxes and the log, and sends the thief no link', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const before = (await mailsFor(house, moved.email)).length;
    await undo(moved.undoToken);
    expect(await lastMail(house, person.email, 'email-change-undone')).toMatchObject({
      isBack: true,
    });
    expect((await mailsFor(house, moved.email)).slice(before)).toEqual([
      expect.objectContaining({ template: 'email-change-undone', isBack: false }),
    ]);
    expect(await eventsOf(person, 'user.email-change-undone')).toEqual([
      { before: { email: moved.email }, after: { email: person.email } },
    ]);
    expect(await eventsOf(person, 'user.account-secured')).toEqual([
      { before: null, after: { reason: 'email-change-undone', endedSessions: 1, unlinked: 0 } },
    ]);
  });

  test('looking at the page uses nothing up, and tells the old mailbox no whole new address', async () => {
    const person = await createPerson(house);
    const { undoToken } = await changeEmail(house, person);
    for (let i = 0; i < 3; i += 1) {
      expect(await findEmailUndo(house.deps, undoToken)).toEqual({
        name: 'Ada Byron',
        from: 'p•••@e•••.com',
        to: person.email,
      });
    }
    await undo(undoToken);
    expect(await findEmailUndo(house.deps, undoToken)).toBeNull();
  });

  test('20 at once undo once', async () => {
    const moved = await changeEmail(house, await createPerson(house));
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, () => undo(moved.undoToken)),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await eventsOf(moved, 'user.email-change-undone')).toHaveLength(1);
    expect(await eventsOf(moved, 'user.account-secured')).toHaveLength(1);
  });

  test('works for seven days to the second', async () => {
    const [early, late] = [
      await changeEmail(house, await createPerson(house)),
      await createPerson(house),
    ];
    const { undoToken } = await changeEmail(house, late);
    house.deps.clock.moveBySeconds(emailUndoLifetimeSeconds - 61);
    await expect(undo(early.undoToken)).resolves.toBeDefined();
    house.deps.clock.moveBySeconds(61);
    await expect(undo(undoToken)).rejects.toEqual(refusal('link-invalid'));
  });

  test('still works after a change and a reset of the password, and after the hourly clean-up', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    await changePassword(house.deps, await personGrant(house, moved.sessionToken), {
      currentPassword: moved.password,
      newPassword: otherPassword,
    });
    const token = await mailedResetToken(house, moved.email);
    await resetPassword(house.deps, testRequest(), { token, password: 'a third one of lanterns' });
    house.deps.clock.moveBySeconds(6 * 24 * 60 * 60);
    await accountTasks(house.deps)['prune-accounts']();
    await expect(undo(moved.undoToken)).resolves.toEqual({ email: person.email });
  });

  test('of the first of three changes brings back the address of that time, and kills the later ways back', async () => {
    const person = await createPerson(house);
    const first = await changeEmail(house, person);
    const second = await changeEmail(house, first);
    const third = await changeEmail(house, second);
    await undo(first.undoToken);
    expect(await emailOf(person)).toBe(person.email);
    for (const { undoToken } of [second, third]) {
      await expect(undo(undoToken)).rejects.toEqual(refusal('link-invalid'));
    }
    expect(await emailOf(person)).toBe(person.email);
  });

  test('of the last of three changes leaves the ways back before it', async () => {
    const person = await createPerson(house);
    const first = await changeEmail(house, person);
    const second = await changeEmail(house, first);
    const third = await changeEmail(house, second);
    await undo(third.undoToken);
    expect(await emailOf(person)).toBe(second.email);
    await undo(first.undoToken);
    expect(await emailOf(person)).toBe(person.email);
  });

  test('of all three at once ends at the first address, whichever comes first', async () => {
    for (let round = 0; round < 3; round += 1) {
      const person = await createPerson(house);
      const first = await changeEmail(house, person);
      const second = await changeEmail(house, first);
      const third = await changeEmail(house, second);
      await Promise.allSettled([third, second, first].map(({ undoToken }) => undo(undoToken)));
      expect(await emailOf(person)).toBe(person.email);
    }
  });

  test('ends what the thief still had waiting, also when it is confirmed at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const person = await createPerson(house);
      const moved = await changeEmail(house, person);
      const { token } = await askForEmailChange(house, moved);
      await Promise.allSettled([
        undo(moved.undoToken),
        confirmEmailChangeByLink(house.deps, testRequest(), { token }, null),
      ]);
      expect(await emailOf(person)).toBe(person.email);
    }
  });

  test('leaves two-factor authentication as it is', async () => {
    const person = await createGuardedPerson(house);
    const moved = await changeEmail(house, person);
    await undo(moved.undoToken);
    const factors = await house.sql('SELECT 1 FROM totp_factors WHERE user_id = $1', [
      person.userId,
    ]);
    expect(factors).toHaveLength(1);
  });

  test('frees the address that it takes the place of for others', async () => {
    const moved = await changeEmail(house, await createPerson(house));
    await undo(moved.undoToken);
    const other = await createPerson(house);
    const { token } = await askForEmailChange(house, other, moved.email);
    await expect(
      confirmEmailChangeByLink(house.deps, testRequest(), { token }, null),
    ).resolves.toMatchObject({ email: moved.email });
  });

  test('is refused in words, and changes nothing, where the address came to another account', async () => {
    const moved = await changeEmail(house, await createPerson(house));
    const other = await createPerson(house);
    // No use case gives it away; whoever writes to the database by hand may.
    await house.sql('UPDATE users SET email = $1 WHERE id = $2', [moved.oldEmail, other.userId]);
    await expect(undo(moved.undoToken)).rejects.toMatchObject({
      code: 'conflict',
      publicMessage: expect.stringContaining('belongs to another account') as string,
    });
    expect(await emailOf(moved)).toBe(moved.email);
    expect(await findSession(house.deps, moved.sessionToken)).not.toBeNull();
  });

  test('is no use for a link of another kind, nor the link of the new address for an undo', async () => {
    const person = await createPerson(house);
    const { token } = await askForEmailChange(house, person, freshEmail());
    await expect(undo(token)).rejects.toEqual(refusal('link-invalid'));
    const moved = await changeEmail(house, person);
    await expect(
      confirmEmailChangeByLink(house.deps, testRequest(), { token: moved.undoToken }, null),
    ).rejects.toEqual(refusal('link-invalid'));
    await expect(
      resetPassword(house.deps, testRequest(), { token: moved.undoToken, password: otherPassword }),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('a failing audit write takes the undo with it', async () => {
    const moved = await changeEmail(house, await createPerson(house));
    const mend = await breakAudit(house);
    await expect(undo(moved.undoToken)).rejects.toThrow();
    await mend();
    expect(await emailOf(moved)).toBe(moved.email);
    expect(await findSession(house.deps, moved.sessionToken)).not.toBeNull();
    await expect(undo(moved.undoToken)).resolves.toBeDefined();
  });
});
