import type { SystemTx } from '@/lib/platform/db';

/** Ends the history of refusals at an instant, for every organization. Returns how many were deleted. */
export async function deleteRefusalsBefore(tx: SystemTx, instant: Date): Promise<number> {
  const { count } = await tx.apiKeyRefusal.deleteMany({ where: { occurredAt: { lt: instant } } });
  return count;
}
