import { describe, expect, test } from 'vitest';
import { signUp } from '@/lib/accounts/sign-up';
import { confirmSignUpByLink } from '@/lib/sign-in/confirm-sign-up';
import { testRequest } from '@/tests/support/deps';
import { askForEmailChange, changeEmail, emailChangeActs } from '@/tests/support/email-changes';
import {
  createPerson,
  mailsFor,
  noCookies,
  refusal,
  signUpInput,
  houseOfFile,
  waitingSignUp,
} from '@/tests/support/people';

const house = houseOfFile();
const { request, byLink, emailOf } = emailChangeActs(house);

describe('the address before a change', () => {
  test("is nobody else's for seven days: a sign-up and a change hear by mail that it is kept", async () => {
    const person = await changeEmail(house, await createPerson(house));
    const other = await createPerson(house);
    const before = (await mailsFor(house, person.oldEmail)).length;
    await request(other, person.oldEmail);
    await signUp(house.deps, testRequest(), signUpInput({ email: person.oldEmail }));
    const mails = (await mailsFor(house, person.oldEmail)).slice(before);
    expect(mails).toEqual([
      expect.objectContaining({ template: 'account-exists', asked: 'email-change', isKept: true }),
      expect.objectContaining({ template: 'account-exists', asked: 'sign-up', isKept: true }),
    ]);
  });

  test('is not given to a sign-up or a change that began before it was left', async () => {
    const person = await createPerson(house);
    const left = await changeEmail(house, person);
    const rival = await createPerson(house);
    // As if its mail had gone out before: what waits holds a live link.
    const waiting = await askForEmailChange(house, rival);
    await house.sql(
      'UPDATE email_changes SET new_email = $1 WHERE user_id = $2 AND ended_at IS NULL',
      [left.oldEmail, rival.userId],
    );
    await expect(byLink(waiting.token)).rejects.toEqual(refusal('conflict'));
    const waitingOne = await waitingSignUp(house);
    await house.sql('UPDATE sign_up_attempts SET email = $1 WHERE email = $2', [
      left.oldEmail,
      waitingOne.email,
    ]);
    const browser = { ...noCookies, signUpToken: waitingOne.browserToken };
    await expect(
      confirmSignUpByLink(house.deps, testRequest(), { token: waitingOne.token }, browser),
    ).rejects.toEqual(refusal('link-invalid'));
  });

  test('can be taken back by its own person, and is free for all after the seven days', async () => {
    const person = await createPerson(house);
    const moved = await changeEmail(house, person);
    const back = await changeEmail(house, moved, person.email);
    expect(await emailOf(back)).toBe(person.email);
    const again = await changeEmail(house, back);
    house.deps.clock.moveBySeconds(7 * 24 * 60 * 60);
    const other = await createPerson(house);
    const { token } = await askForEmailChange(house, other, again.oldEmail);
    await expect(byLink(token)).resolves.toBeDefined();
  });
});
