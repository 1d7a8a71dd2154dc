import { limitKey } from '@/lib/accounts/limits';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { addSeconds } from '@/lib/platform/clock';
import { invitationMailsPerAddress } from './limits';
import { undoRevokeSeconds } from './model';
import { selectEnds } from './bulk-repository';

/**
 * Whether the mail of an invitation may leave that waited for its turn. What ended meanwhile is not told of; what was
 * revoked waits as long as that can be taken back, and where the organization is being deleted, for its Admins to keep it. One address gets no more mails of invitation in a day than
 * `invitationMailsPerAddress`, whoever invites it from whatever list: the next ones leave later.
 * @param mail its id is the invitation's.
 */
export async function adviseOnInvitationMail(
  { clock, limits }: Pick<Deps, 'clock' | 'limits'>,
  tx: SystemTx,
  mail: { id: string; recipient: string },
): Promise<'send' | 'withdraw' | { waitSeconds: number }> {
  const ends = await selectEnds(tx, mail.id);
  const now = clock.now();
  if (ends === null || ends.acceptedAt !== null || ends.expiresAt <= now) return 'withdraw';
  if (ends.isBeingDeleted) return { waitSeconds: 60 * 60 };
  if (ends.revokedAt !== null) {
    const left = addSeconds(ends.revokedAt, undoRevokeSeconds).getTime() - now.getTime();
    return left <= 0 ? 'withdraw' : { waitSeconds: Math.ceil(left / 1000) };
  }
  const turn = await limits.consume(invitationMailsPerAddress, limitKey(mail.recipient));
  return turn.allowed ? 'send' : { waitSeconds: turn.retryAfterSeconds };
}
