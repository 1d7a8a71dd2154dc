import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { enqueueJob } from '@/lib/platform/jobs';
import type { RequestContext } from '@/lib/platform/request-context';
import { limitKey, requireWithinLimit, resetMailsPerAddress, resetsPerNetwork } from './limits';
import { networkOf } from './network';

/**
 * Takes the wish for a new password. Whether the address has an account is looked up by a job, after the answer: so
 * the answer cannot tell, by its words or by its time.
 * @throws AppError `rate-limited` (network). Past the limit of mails to one address the answer stays the same.
 */
export async function requestPasswordReset(
  deps: Deps,
  request: RequestContext,
  { email }: { email: string },
): Promise<void> {
  await requireWithinLimit(
    deps,
    resetsPerNetwork,
    limitKey(networkOf(request.ip)),
    'Your network asked for many resets.',
  );
  const mayMail = await deps.limits.consume(resetMailsPerAddress, limitKey(email));
  if (!mayMail.allowed) return;
  await asSystem(deps.db, 'reset-password', (tx) =>
    enqueueJob(tx, 'send-reset-link', {
      email,
      ip: request.ip ?? '',
      userAgent: request.userAgent?.slice(0, 512) ?? '',
      requestId: request.requestId,
    }),
  );
}
