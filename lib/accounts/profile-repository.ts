import type { PersonTx } from '@/lib/platform/db';

export async function selectProfile(
  tx: PersonTx,
  userId: string,
): Promise<{ name: string; timeZone: string }> {
  return tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { name: true, timeZone: true },
  });
}

export async function updateProfileRow(
  tx: PersonTx,
  userId: string,
  profile: { name: string; timeZone: string; updatedAt: Date },
): Promise<void> {
  await tx.user.updateMany({ where: { id: userId }, data: profile });
}
