import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { issuersIn } from '@/lib/platform/oauth-settings';
import {
  firstMethodOf,
  isBreakGlass,
  signInMethodNames,
  type SessionUse,
  type SignInMethod,
} from '@/lib/sessions/model';
import { admitsAddress, problemWithSession } from './decide-entry';
import { entryPolicyOf, minutesInWords, type OrganizationPolicy } from './model';
import { selectOwnEntry, type OwnEntry } from './repository';
import { selectSessionUse } from './use-repository';

/**
 * Refuses a policy that shuts out whoever saves it. Asked under the lock: while the act waited for it, the Admin may have
 * lost by what they would still get in.
 * @throws AppError `invalid-input` with the field that would do it.
 */
export async function requireOwnEntry(
  deps: Pick<Deps, 'db' | 'oauth' | 'clock'>,
  grant: Grant<'policy.update'>,
  policy: OrganizationPolicy,
): Promise<void> {
  const { sessionId, actor, request } = grant;
  const [own, session] = await asSystem(deps.db, 'policy', async (tx) => [
    await selectOwnEntry(tx, grant, issuersIn(deps.oauth)),
    sessionId === null ? null : await selectSessionUse(tx, sessionId),
  ]);
  requireAddress(policy, request.ip);
  requireMethod(actor.sessionMethod, own, policy.allowedMethods);
  if (session !== null) requireSession(policy, session, deps.clock.now());
  const isBySso = firstMethodOf(actor.sessionMethod) === 'saml';
  if (policy.mfaRequiredAt !== null && !own.hasSecondFactor && !isBySso) {
    throw invalidField(
      'mfaRequired',
      'Set up your own authenticator app first, or you would lock yourself out.',
    );
  }
}

function requireAddress(policy: OrganizationPolicy, ip: string | null): void {
  if (admitsAddress(entryPolicyOf(policy).consoleIpRanges, ip)) return;
  const place = ip === null ? 'Your address cannot be read' : `You are at ${ip}`;
  throw invalidField(
    'consoleIpRanges',
    `${place}, which is in none of these ranges: you would lock yourself out.`,
  );
}

/** The session must go on, and the account must have a way to open the next one. */
function requireMethod(
  sessionMethod: string | null,
  { methods }: OwnEntry,
  allowedMethods: readonly string[],
): void {
  // By a printed code the organization is entered whatever it allows: that is what it is for.
  if (isBreakGlass(sessionMethod)) return;
  const problem = problemWithMethods(firstMethodOf(sessionMethod), methods, allowedMethods);
  if (problem !== null) throw invalidField('allowedMethods', problem);
}

function problemWithMethods(
  method: SignInMethod | null,
  ownMethods: readonly string[],
  allowedMethods: readonly string[],
): string | null {
  if (allowedMethods.length === 0) return null;
  if (method === null) return 'You signed in another way: you would lock yourself out.';
  const name = signInMethodNames[method];
  if (!allowedMethods.includes(method)) {
    return `You signed in with ${name}: without it you would lock yourself out.`;
  }
  return allowedMethods.some((one) => ownMethods.includes(one))
    ? null
    : `Your account can no longer be signed in to with ${name}: you would lock yourself out.`;
}

function requireSession(policy: OrganizationPolicy, session: SessionUse, now: Date): void {
  const problem = problemWithSession(entryPolicyOf(policy), session, now);
  if (problem === null) return;
  const limit = minutesInWords(problem.afterMinutes);
  if (problem.because === 'age') {
    throw invalidField(
      'sessionAbsoluteMinutes',
      `You signed in more than ${limit} ago: you would lock yourself out. Sign in again first.`,
    );
  }
  throw invalidField(
    'sessionIdleMinutes',
    `Your own session was left alone for more than ${limit}: you would lock yourself out. Sign in again first.`,
  );
}
