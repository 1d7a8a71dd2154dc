import type * as z from 'zod';
import { consumeLinkToken, selectLinkOwner } from '@/lib/accounts/link-token-repository';
import { AppError } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { disownSignInSchema } from './schema';
import { secureAccount } from './secure-account';

/** Whether a link "This wasn't me" still works. Looking does not use it up. */
export async function isNotMeLinkLive(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<boolean> {
  const owner = await asSystem(deps.db, 'disown-sign-in', (tx) =>
    selectLinkOwner(tx, 'not-me', sha256(token), deps.clock.now()),
  );
  return owner !== null;
}

/**
 * "This wasn't me": secures the account by the mailed link, with nobody signed in. Once: what was sent about other
 * sign-ins until then ends with it, since their sessions do.
 * @throws AppError `link-invalid`
 */
export async function disownSignIn(
  deps: Deps,
  request: RequestContext,
  { token }: z.output<typeof disownSignInSchema>,
): Promise<void> {
  const tokenHash = sha256(token);
  await asSystem(deps.db, 'disown-sign-in', async (tx) => {
    const now = deps.clock.now();
    const link = await selectLinkOwner(tx, 'not-me', tokenHash, now);
    if (link === null) throw linkInvalid();
    // The person's row before the link, as everywhere: of two links pressed at once the second finds its own ended.
    await lockUser(tx, link.userId);
    if (!(await consumeLinkToken(tx, 'not-me', tokenHash, now))) throw linkInvalid();
    await secureAccount(deps, tx, { userId: link.userId, request, reason: 'sign-in-disowned' });
  });
}

function linkInvalid(): AppError {
  return new AppError(
    'link-invalid',
    'This link no longer works: it was used, the account was secured by another one, or it is older than 7 days.',
  );
}
