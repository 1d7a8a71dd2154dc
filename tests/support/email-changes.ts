import { confirmEmailChangeByLink } from '@/lib/sign-in/confirm-email-change';
import { requestEmailChange } from '@/lib/sign-in/request-email-change';
import { testRequest } from './deps';
import {
  freshEmail,
  lastMail,
  personGrant,
  tokenIn,
  type TestHouse,
  type TestPerson,
} from './people';

/** A change of address that waits, asked for in the person's session, with all that its mail holds. */
export async function askForEmailChange(
  house: TestHouse,
  { sessionToken }: Pick<TestPerson, 'sessionToken'>,
  email = freshEmail(),
): Promise<{ email: string; token: string; code: string }> {
  await requestEmailChange(house.deps, await personGrant(house, sessionToken), { email });
  const { link, code } = await lastMail(house, email, 'confirm-email-change');
  return { email, token: tokenIn(link), code };
}

/** A change that is done, in the person's own browser; the minute that it takes tells one change from the next. */
export async function changeEmail<P extends TestPerson>(
  house: TestHouse,
  person: P,
  email = freshEmail(),
): Promise<P & { undoToken: string; oldEmail: string }> {
  house.deps.clock.moveBySeconds(60);
  const { token } = await askForEmailChange(house, person, email);
  const { sessionToken } = await confirmEmailChangeByLink(
    house.deps,
    testRequest(),
    { token },
    person.sessionToken,
  );
  const { undoLink } = await lastMail(house, person.email, 'email-changed');
  return {
    ...person,
    email,
    oldEmail: person.email,
    sessionToken: sessionToken ?? '',
    undoToken: tokenIn(undoLink),
  };
}
