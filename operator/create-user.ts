import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { OperatorGrant, PersonGrant } from '@/lib/authz/authorize';
import { authorizePerson } from '@/lib/authz/authorize';
import { rememberedPasswords } from '@/lib/accounts/model';
import { insertUser } from '@/lib/accounts/sign-up-repository';
import { AppError } from '@/lib/kernel/errors';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { rememberPassword } from '@/lib/sign-in/repository';

export type NewUser = { name: string; email: string; passwordHash: string | null };
export type User = { userId: string; name: string; email: string };

/**
 * Makes a person without a sign-up: the operator vouches for the address.
 * @throws AppError `conflict` where the address has an account.
 */
export async function createUser(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: SystemTx,
  grant: OperatorGrant,
  { name, email, passwordHash }: NewUser,
): Promise<User> {
  const now = deps.clock.now();
  const userId = deps.ids.next();
  if (!(await insertUser(tx, { id: userId, name, email, timeZone: 'UTC', passwordHash, now }))) {
    throw new AppError('conflict', `There is already an account for ${email}.`);
  }
  if (passwordHash !== null) {
    const password = { id: deps.ids.next(), userId, passwordHash, createdAt: now };
    await rememberPassword(tx, password, rememberedPasswords);
  }
  await recordAuditEvent(deps, tx, {
    organizationId: null,
    actor: grant.actor,
    request: grant.request,
    action: 'user.created',
    target: { kind: 'user', id: userId, label: `${name} <${email}>` },
    after: { name, email },
  });
  return { userId, name, email };
}

/** What the person could do themselves, done by the operator: the log names the operator. */
export function onBehalfOf(grant: OperatorGrant, { userId, name, email }: User): PersonGrant {
  const own = authorizePerson({
    userId,
    userLabel: `${name} <${email}>`,
    sessionId: null,
    sessionMethod: null,
    request: grant.request,
  });
  return { ...own, actor: grant.actor };
}
