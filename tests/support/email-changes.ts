import {
  confirmEmailChangeByCode,
  confirmEmailChangeByLink,
} from '@/lib/sign-in/confirm-email-change';
import { findPendingEmailChange } from '@/lib/sign-in/find-email-change';
import { requestEmailChange } from '@/lib/sign-in/request-email-change';
import { testRequest } from './deps';
import {
  freshEmail,
  lastMail,
  mailsFor,
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

/** The acts of a change of address and what they leave, in one house, for tests that go through all of them. */
export function emailChangeActs(house: TestHouse) {
  type Session = Pick<TestPerson, 'sessionToken'>;
  const grantOf = ({ sessionToken }: Session) => personGrant(house, sessionToken);
  return {
    grantOf,
    request: async (person: Session, email: string) =>
      requestEmailChange(house.deps, await grantOf(person), { email }),
    byLink: (token: string, sessionToken: string | null = null) =>
      confirmEmailChangeByLink(house.deps, testRequest(), { token }, sessionToken),
    byCode: async (person: Session, code: string) =>
      confirmEmailChangeByCode(house.deps, await grantOf(person), { code }),
    pendingOf: async (person: Session) => findPendingEmailChange(house.deps, await grantOf(person)),
    emailOf: async ({ userId }: Pick<TestPerson, 'userId'>) => {
      const [user] = await house.sql<{ email: string }>('SELECT email FROM users WHERE id = $1', [
        userId,
      ]);
      return user?.email;
    },
    /** What the log says of the person's address, oldest first. */
    actionsOf: async ({ userId }: Pick<TestPerson, 'userId'>) => {
      const rows = await house.sql<{ action: string }>(
        "SELECT action FROM audit_events WHERE target_id = $1 AND action LIKE 'user.email%' ORDER BY ctid",
        [userId],
      );
      return rows.map(({ action }) => action);
    },
    templatesTo: async (email: string) =>
      (await mailsFor(house, email)).map(({ template }) => template),
  };
}
