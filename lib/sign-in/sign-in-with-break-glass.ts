import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { hashBreakGlassCode } from '@/lib/break-glass/code';
import { AppError } from '@/lib/kernel/errors';
import { hasTotpFactor } from '@/lib/mfa/repository';
import { equalBytes, sha256 } from '@/lib/platform/crypto';
import { asSystemInSql, readAsSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { completeSignIn } from './complete-sign-in';
import { emergencySignInsPerNetwork } from './limits';
import type { BrowserCookies, SignInResult } from './model';
import { recordSignIn } from './record-sign-in';
import { lockUserWithPassword, selectEmergencyCandidate } from './repository';
import type { EmergencySignInInput } from './schema';
import { takeSignInAttempt } from './take-sign-in-attempt';

/**
 * Signs in an Admin whose domain requires single sign-on, on the day on which that fails: by email, password and the
 * printed code, and after that by the second factor, which is always due. Whatever is wrong gets one answer for the same
 * work: one look-up, the same counters, one argon2, the same audit statement. The code is used up at the very end
 * (complete-second-factor.ts).
 * @returns what is due, and the slug of the organization that the code opens.
 * @throws AppError `invalid-credentials`, `rate-limited`.
 */
export async function signInWithBreakGlass(
  deps: Deps,
  request: RequestContext,
  { email, password, code }: EmergencySignInInput,
  cookies: BrowserCookies,
): Promise<{ result: SignInResult; slug: string }> {
  const network = networkOf(request.ip);
  await requireWithinLimit(
    deps,
    emergencySignInsPerNetwork,
    limitKey(network),
    'There were too many attempts at emergency access from your network.',
  );
  const candidate = await readAsSystem(deps.db, 'sign-in', (sql) =>
    selectEmergencyCandidate(sql, email, sha256(cookies.deviceToken ?? '')),
  );
  const knownDevice = candidate.isDeviceKnown ? cookies.deviceToken : null;
  await takeSignInAttempt(deps, network, email, knownDevice);

  const { userId, name, passwordHash, codes } = candidate;
  const typedHash = hashBreakGlassCode(userId ?? '', code);
  const slug = codes.find(({ codeHash }) => equalBytes(codeHash, typedHash))?.slug;
  const isRight = await deps.passwords.verify(passwordHash ?? deps.passwords.decoy, password);
  if (isRight && userId !== null && name !== null && passwordHash !== null && slug !== undefined) {
    const result = await asSystemInSql(deps.db, 'sign-in', async (sql) => {
      if (!(await lockUserWithPassword(sql, userId, passwordHash))) return null;
      // Without a second factor the code opens nothing, whatever else is right.
      if (!(await hasTotpFactor(sql, userId))) return null;
      const person = { id: userId, name, email };
      const proof = { method: 'break-glass', breakGlassHash: typedHash } as const;
      return completeSignIn(deps, sql, { person, ...proof, request, cookies });
    });
    if (result !== null) return { result, slug };
  }
  await asSystemInSql(deps.db, 'sign-in', (sql) =>
    recordSignIn(deps, sql, userId, {
      outcome: 'sign-in-refused',
      // Whoever typed the address: nobody has proved to be the person.
      actor: { kind: 'user', id: null, label: email, sessionMethod: null },
      request,
      label: name === null ? email : `${name} <${email}>`,
      reason: 'break-glass-refused',
    }),
  );
  throw new AppError(
    'invalid-credentials',
    'Emergency access was refused: the email, the password or the code is wrong, or the code was used. It is for Admins whose organization requires single sign-on, and who have an authenticator app.',
  );
}
