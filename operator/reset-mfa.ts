import * as z from 'zod';
import { emailField } from '@/lib/accounts/schema';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { resetMfa } from '@/lib/mfa/reset-mfa';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { endChallenges } from '@/lib/sign-in/challenge-repository';
import { readArguments, type Command } from './command';
import { selectAccount } from './repository';

/**
 * Lets somebody in by their password alone again. Nothing of the time before stays: neither sessions nor half-finished
 * sign-ins, codes or secrets that wait.
 * @throws AppError `not-found`; `conflict` where two-factor authentication is off.
 */
export async function resetMfaOf(
  deps: Deps,
  grant: OperatorGrant,
  email: string,
): Promise<{ name: string; endedSessions: number }> {
  return asSystem(deps.db, 'operator', async (tx) => {
    const account = await selectAccount(tx, email);
    if (account === null) throw new AppError('not-found', `There is no account for ${email}.`);
    const { userId, name } = account.user;
    const endedSessions = await resetMfa(deps, tx, grant, userId);
    await endChallenges(tx, userId);
    return { name, endedSessions };
  });
}

const schema = z.object({ email: emailField });

export const resetMfaCommand: Command = {
  usage: 'EMAIL',
  summary: 'turn two-factor authentication off for somebody who lost the app and the codes',
  async run(args, { print, withOperator }) {
    const { email } = readArguments(args, {}, schema, 'email');
    const { name, endedSessions } = await withOperator(({ deps, grant }) =>
      resetMfaOf(deps, grant, email),
    );
    print(`Two-factor authentication is off for ${name} <${email}>, who was told by mail.`);
    print(`Sessions ended: ${endedSessions}.`);
  },
};
