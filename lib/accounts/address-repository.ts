import type { SystemTx } from '@/lib/platform/db';

/** Whether an address can become somebody's: `kept` is for the account that had it until lately (email_changes). */
export type AddressState = 'free' | 'in-use' | 'kept';

/**
 * Makes whatever gives an address to an account wait for each other, until the transaction ends: what they look at
 * (sign-ups, changes, who has it) must still be so when they write. Several are locked in their alphabetical order.
 */
export async function lockAddress(tx: SystemTx, email: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`address:${email}`}, 0))`;
}

/** @param userId whose change it is: nobody's own address before a change is kept from themselves. */
export async function selectAddressState(
  tx: SystemTx,
  email: string,
  now: Date,
  userId: string | null = null,
): Promise<AddressState> {
  const rows = await tx.$queryRaw<{ isInUse: boolean; isKept: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM users WHERE email = ${email}) AS "isInUse",
           EXISTS (SELECT 1 FROM email_changes
                    WHERE old_email = ${email} AND undone_at IS NULL AND undo_expires_at > ${now}
                      AND user_id IS DISTINCT FROM ${userId}::uuid) AS "isKept"`;
  if (rows[0]?.isInUse) return 'in-use';
  return rows[0]?.isKept ? 'kept' : 'free';
}
