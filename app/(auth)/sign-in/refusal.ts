import { waitInWords } from '@/lib/accounts/limits';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { isErrorCode, type ErrorCode } from '@/lib/kernel/errors';

type Param = string | string[] | undefined;

const messages: Partial<Record<ErrorCode, string>> = {
  'invalid-credentials': 'The email or the password is wrong.',
  'sso-required': 'Addresses at this domain sign in by single sign-on.',
  'email-unverified':
    'Confirm your email address first: open the link in the mail that we sent you.',
  'invalid-input': 'Enter your email and your password.',
};

/**
 * Why a browser without scripts was sent back here (lib/web/form-routes.ts), by the code in the address: its words are
 * none of the address's.
 */
export function readRefusal(refused: Param, wait: Param): ActionState<never> {
  if (typeof refused !== 'string' || !isErrorCode(refused)) return idle;
  const seconds = typeof wait === 'string' && /^\d{1,6}$/.test(wait) ? Number(wait) : null;
  const again = seconds === null ? 'Try again later.' : `Try again in ${waitInWords(seconds)}.`;
  const message =
    refused === 'rate-limited'
      ? `There were too many attempts to sign in. ${again}`
      : (messages[refused] ?? 'You could not be signed in. Try again.');
  return { status: 'error', code: refused, message, fieldErrors: {} };
}
