import { describe, expect, test } from 'vitest';
import { sendResetLink } from '@/lib/accounts/send-reset-link';
import { confirmTotpEnrolment } from '@/lib/mfa/confirm-totp-enrolment';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { findSession } from '@/lib/sessions/find-session';
import { revokeOtherSessions } from '@/lib/sessions/revoke-other-sessions';
import { revokeSession } from '@/lib/sessions/revoke-session';
import { signOut } from '@/lib/sessions/sign-out';
import { changePassword } from '@/lib/sign-in/change-password';
import { confirmEmailChangeByLink } from '@/lib/sign-in/confirm-email-change';
import { disownSignIn } from '@/lib/sign-in/disown-sign-in';
import { findLinkedEmailChange, findPendingEmailChange } from '@/lib/sign-in/find-email-change';
import { requireSignedIn } from '@/lib/sign-in/model';
import { undoEmailChange } from '@/lib/sign-in/undo-email-change';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange, changeEmail } from '@/tests/support/email-changes';
import {
  createPerson,
  lastMail,
  mailsFor,
  otherPassword,
  personGrant,
  refusal,
  signInAgain,
  tokenIn,
  houseOfFile,
} from '@/tests/support/people';
import { beginLink, comeBack, link, provedIdentity, signInWith } from '@/tests/support/identities';
import { codeOf, turnOnMfa } from '@/tests/support/second-factor';
import { inTurn } from '@/tests/support/turns';

const house = houseOfFile();

const confirm = (token: string) =>
  confirmEmailChangeByLink(house.deps, testRequest(), { token }, null);
const undo = (token: string) => undoEmailChange(house.deps, testRequest(), { token });
const emailOf = async (userId: string) =>
  (await house.sql<{ email: string }>('SELECT email FROM users WHERE id = $1', [userId]))[0]?.email;
const countOf = async (table: string, userId: string) =>
  (
    await house.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE user_id = $1`,
      [userId],
    )
  )[0]?.count;

async function withSession<P extends { email: string; password: string }>(person: P) {
  return { ...person, ...(await signInAgain(house, person)) };
}

describe('a change of address that was asked for in a session', () => {
  /** Somebody else in the account, who has asked to move it to an address of theirs. */
  async function intruded() {
    const person = await createPerson(house);
    const thief = await signInAgain(house, person);
    const change = await askForEmailChange(house, thief);
    return { person, thief, change, grant: await personGrant(house, person.sessionToken) };
  }

  test('ends when that session is revoked', async () => {
    const { person, thief, change, grant } = await intruded();
    const { sessionId } = await personGrant(house, thief.sessionToken);
    await revokeSession(house.deps, grant, { sessionId: sessionId ?? '' });
    expect(await findPendingEmailChange(house.deps, grant)).toBeNull();
    expect(await findLinkedEmailChange(house.deps, change.token)).toBeNull();
    await expect(confirm(change.token)).rejects.toEqual(refusal('link-invalid'));
    expect(await emailOf(person.userId)).toBe(person.email);
  });

  test('ends when all other sessions are revoked', async () => {
    const { person, change, grant } = await intruded();
    await revokeOtherSessions(house.deps, grant);
    await expect(confirm(change.token)).rejects.toEqual(refusal('link-invalid'));
    expect(await emailOf(person.userId)).toBe(person.email);
  });

  test('ends when the person sets up an authenticator app, which signs that session out', async () => {
    const { person, change } = await intruded();
    await turnOnMfa(house, person);
    await expect(confirm(change.token)).rejects.toEqual(refusal('link-invalid'));
    expect(await emailOf(person.userId)).toBe(person.email);
  });

  test('goes on when the person who asked has signed out before opening the mail', async () => {
    const person = await createPerson(house);
    const { token, email } = await askForEmailChange(house, person);
    await signOut(house.deps, await personGrant(house, person.sessionToken));
    await expect(confirm(token)).resolves.toMatchObject({ email });
  });
});

describe('whoever is shut out at the very moment of an act', () => {
  test('sets up no authenticator app', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const grant = await personGrant(house, moved.sessionToken);
    const { enrolmentId, secret } = await startTotpEnrolment(house.deps, grant);
    const [undone, confirmed] = await inTurn(house, person.userId, [
      () => undo(moved.undoToken),
      () => confirmTotpEnrolment(house.deps, grant, { enrolmentId, code: codeOf(house, secret) }),
    ]);
    expect(undone).toMatchObject({ status: 'fulfilled' });
    expect(confirmed).toMatchObject({ status: 'rejected' });
    expect(await countOf('totp_factors', person.userId)).toBe(0);
  });

  test('links no account of a provider', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const handshake = await beginLink(house, moved);
    const [undone, linked] = await inTurn(house, person.userId, [
      () => undo(moved.undoToken),
      () => comeBack(house, handshake, provedIdentity(), { browser: moved }),
    ]);
    expect(undone).toMatchObject({ status: 'fulfilled' });
    expect(linked).toMatchObject({ value: { status: 'refused', reason: 'failed' } });
    expect(await countOf('identities', person.userId)).toBe(0);
  });

  test('is mailed no link to set a password, at an address that is the account’s no longer', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const request = { email: moved.email, ip: '', userAgent: '', requestId: 'test' };
    await inTurn(house, person.userId, [
      () => undo(moved.undoToken),
      () => sendResetLink(house.deps, request),
    ]);
    const templates = (await mailsFor(house, moved.email)).map(({ template }) => template);
    expect(templates).toContain('email-change-undone');
    expect(templates).not.toContain('reset-password');
  });
});

describe('whoever links an account of theirs to somebody’s', () => {
  test('is shut out, that account included, by the link in the mail about it', async () => {
    const person = await createPerson(house);
    const identity = provedIdentity();
    expect(await link(house, await withSession(person), identity)).toMatchObject({
      status: 'linked',
    });
    const { notMeLink } = await lastMail(house, person.email, 'identity-changed');
    await disownSignIn(house.deps, testRequest(), { token: tokenIn(notMeLink ?? '') });
    expect(await countOf('identities', person.userId)).toBe(0);
    const end = await signInWith(house, identity);
    if (end.status !== 'entered') throw new Error(end.status);
    const session = await findSession(house.deps, requireSignedIn(end.result).sessionToken);
    expect(session?.user.id).not.toBe(person.userId);
  });
});

describe('the way back of an earlier change', () => {
  test('outlasts those after it when the account comes back to its address by a further change', async () => {
    const person = await createPerson(house);
    const taken = await changeEmail(house, person);
    house.deps.clock.moveBySeconds(6 * 24 * 60 * 60);
    // Sessions end after a week without a request.
    const back = await changeEmail(house, await withSession(taken), person.email);
    house.deps.clock.moveBySeconds(3 * 24 * 60 * 60);
    // Whoever has the address in between undoes it once more: the first owner has the last word.
    await undo(back.undoToken);
    await expect(undo(taken.undoToken)).resolves.toEqual({ email: person.email });
    expect(await emailOf(person.userId)).toBe(person.email);
  });

  test('undone at the same moment as a later one, is what holds, whichever began first', async () => {
    const person = await createPerson(house);
    const first = await changeEmail(house, person);
    const second = await changeEmail(house, first);
    // Looked at its clock before the first way back was taken, and comes to the row after it.
    const start = house.deps.clock.now();
    let looks = 0;
    const late = {
      ...house.deps,
      clock: { now: () => ((looks += 1) === 1 ? start : house.deps.clock.now()) },
    };
    house.deps.clock.moveBySeconds(1);
    const [one, other] = await inTurn(house, person.userId, [
      () => undo(first.undoToken),
      () => undoEmailChange(late, testRequest(), { token: second.undoToken }),
    ]);
    expect(one).toMatchObject({ status: 'fulfilled' });
    expect(other).toMatchObject({ status: 'rejected' });
    expect(await emailOf(person.userId)).toBe(person.email);
  });
});

describe('wrong current passwords', () => {
  test('in a stolen session keep nobody in another one from changing the password', async () => {
    const person = await createPerson(house);
    const stolen = await personGrant(house, (await signInAgain(house, person)).sessionToken);
    const change = (grant: typeof stolen, currentPassword: string) =>
      changePassword(house.deps, grant, { currentPassword, newPassword: otherPassword });
    for (let i = 0; i < 10; i += 1) {
      await expect(change(stolen, 'not the password')).rejects.toEqual(refusal('invalid-input'));
    }
    await expect(change(stolen, person.password)).rejects.toEqual(refusal('rate-limited'));
    const own = await personGrant(house, person.sessionToken);
    await expect(change(own, person.password)).resolves.toBeDefined();
  });
});
