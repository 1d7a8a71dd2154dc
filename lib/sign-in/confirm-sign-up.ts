import { limitKey, passwordsPerSignUp, requireWithinLimit } from '@/lib/accounts/limits';
import { normalizeCode, rememberedPasswords, mailedCodeTries } from '@/lib/accounts/model';
import { hashCode } from '@/lib/accounts/address-proof';
import { lockAddress } from '@/lib/accounts/address-repository';
import { requireNoSsoAddress } from '@/lib/accounts/sso-required';
import {
  consumeAttempt,
  endAttempts,
  insertUser,
  selectAttemptByBrowser,
  selectAttemptByToken,
  takeCodeTry,
  type SignUpAttempt,
} from '@/lib/accounts/sign-up-repository';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { AppError, invalidField } from '@/lib/kernel/errors';
import { equalBytes, sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { completeSignIn } from './complete-sign-in';
import type { BrowserCookies, SignInResult } from './model';
import { rememberPassword } from './repository';
import type { ConfirmByLinkInput } from './schema';

/** What a browser brings to a confirmation; `signUpToken` where it is the one that signed up. */
export type ConfirmingBrowser = BrowserCookies & { signUpToken: string | null };

/**
 * Confirms a sign-up by the mailed link. The browser that signed up needs nothing else; another one gives the password
 * of that very sign-up, so that clicking the link of somebody else's attempt gains that somebody nothing.
 * @throws AppError `link-invalid`, `invalid-input` (field `password`), `sso-required`, `rate-limited`.
 */
export async function confirmSignUpByLink(
  deps: Deps,
  request: RequestContext,
  { token, password }: ConfirmByLinkInput,
  browser: ConfirmingBrowser,
): Promise<SignInResult> {
  const attempt = await asSystem(deps.db, 'sign-up', (tx) =>
    selectAttemptByToken(tx, sha256(token)),
  );
  if (attempt === null || !isWaiting(attempt, deps.clock.now())) throw linkInvalid();
  if (!isBrowserOf(attempt, browser.signUpToken)) {
    if (password === undefined) {
      throw invalidField('password', 'Enter the password that you chose when you signed up.');
    }
    await requireWithinLimit(
      deps,
      passwordsPerSignUp,
      limitKey(attempt.id),
      'There were too many attempts with this link.',
    );
    if (!(await deps.passwords.verify(attempt.passwordHash, password))) {
      throw invalidField('password', 'This is not the password of this sign-up.');
    }
  }
  return activate(deps, request, attempt, browser);
}

/**
 * Confirms a sign-up by the mailed code, in the browser that signed up.
 * @throws AppError `code-invalid` for a wrong or expired code and after five tries, `link-invalid` where none waits,
 *   `sso-required`.
 */
export async function confirmSignUpByCode(
  deps: Deps,
  request: RequestContext,
  { code }: { code: string },
  browser: ConfirmingBrowser,
): Promise<SignInResult> {
  const now = deps.clock.now();
  const { signUpToken } = browser;
  const attempt = await asSystem(deps.db, 'sign-up', async (tx) => {
    const found = signUpToken && (await selectAttemptByBrowser(tx, sha256(signUpToken)));
    if (!found || !isWaiting(found, now)) throw linkInvalid();
    // Counted and committed before the comparison, so that a wrong code costs its try whatever happens next.
    return { ...found, codeHash: await takeCodeTry(tx, found.id, mailedCodeTries, now) };
  });
  if (attempt.codeHash === null) {
    throw codeInvalid('This code no longer works. Have the mail sent again, or open its link.');
  }
  if (!equalBytes(attempt.codeHash, hashCode(deps, 'sign-up', attempt.id, normalizeCode(code)))) {
    throw codeInvalid('That is not the code in the mail. Check it and try again.');
  }
  return activate(deps, request, attempt, browser);
}

async function activate(
  deps: Deps,
  request: RequestContext,
  attempt: SignUpAttempt,
  cookies: BrowserCookies,
): Promise<SignInResult> {
  const { email, name, passwordHash, timeZone } = attempt;
  const now = deps.clock.now();
  const person = { id: deps.ids.next(), name, email };
  const result = await asSystem(deps.db, 'sign-up', async (tx) => {
    await lockAddress(tx, email);
    await requireNoSsoAddress(tx, email);
    if (!(await consumeAttempt(tx, attempt.id, now))) return null;
    await endAttempts(tx, email, now);
    if (!(await insertUser(tx, { ...person, timeZone, passwordHash, now }))) return null;
    await rememberPassword(
      tx,
      { id: deps.ids.next(), userId: person.id, passwordHash, createdAt: now },
      rememberedPasswords,
    );
    const label = `${name} <${email}>`;
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: { kind: 'user', id: person.id, label, sessionMethod: null },
      request,
      action: 'user.signed-up',
      target: { kind: 'user', id: person.id, label },
      after: { name, email, timeZone },
    });
    return completeSignIn(deps, tx, { person, method: 'password', request, cookies });
  });
  if (result === null) throw linkInvalid();
  return result;
}

function isWaiting(attempt: SignUpAttempt, now: Date): boolean {
  return attempt.consumedAt === null && attempt.expiresAt > now;
}

function isBrowserOf(attempt: SignUpAttempt, signUpToken: string | null): boolean {
  return signUpToken !== null && equalBytes(attempt.browserHash, sha256(signUpToken));
}

function linkInvalid(): AppError {
  return new AppError(
    'link-invalid',
    'This link no longer works: it was used, replaced by a newer one, or is older than a day. If you have confirmed your address, sign in; else sign up again.',
  );
}

function codeInvalid(message: string): AppError {
  return new AppError('code-invalid', message, { fieldErrors: { code: [message] } });
}
