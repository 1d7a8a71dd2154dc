import { timeInWords } from '@/lib/accounts/time-in-words';
import type { PersonGrant } from '@/lib/authz/authorize';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { PersonTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deviceInWords } from './device';
import { selectSessionOwner } from './repository';

/**
 * Tells a person that sessions of theirs were signed out from another one, so that they hear of an intruder who does
 * it. Cannot be turned off.
 * @param ended the browser that was signed out; null for all others.
 */
export async function mailSessionsRevoked(
  deps: Deps,
  tx: PersonTx,
  { userId, request }: PersonGrant,
  ended: string | null,
): Promise<void> {
  const { name, email, timeZone } = await selectSessionOwner(tx, userId);
  await enqueueMail(deps, tx, email, {
    template: 'sessions-revoked',
    name,
    ended,
    at: timeInWords(deps.clock.now(), timeZone),
    device: deviceInWords(request.userAgent),
    resetLink: `${deps.config.appUrl}/forgot-password`,
  });
}
