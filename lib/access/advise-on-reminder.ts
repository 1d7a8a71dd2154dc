import type { SystemTx } from '@/lib/platform/db';
import type { DueMail } from '@/lib/notices/batch-repository';
import { isMemberByEmail } from './advice-repository';

/**
 * Whether a reminder may leave that waited for its turn: to who is a member still, of an organization that goes on.
 * @param mail its batch is the organization (remind-members.ts).
 */
export async function adviseOnReminder(
  tx: SystemTx,
  { batchId, recipient }: DueMail,
): Promise<'send' | 'withdraw'> {
  return (await isMemberByEmail(tx, batchId, recipient)) ? 'send' : 'withdraw';
}
