import type { Digest } from '@/lib/platform/crypto';
import type { OrgTx, SystemTx } from '@/lib/platform/db';

/** Puts a code in place of the one before, used or not. */
export async function putCode(
  tx: OrgTx,
  code: { organizationId: string; userId: string; codeHash: Digest; createdAt: Date },
): Promise<void> {
  const { organizationId, userId, codeHash, createdAt } = code;
  await tx.$executeRaw`
    INSERT INTO break_glass_codes (organization_id, user_id, code_hash, created_at)
    VALUES (${organizationId}::uuid, ${userId}::uuid, ${codeHash}, ${createdAt})
    ON CONFLICT (organization_id, user_id)
    DO UPDATE SET code_hash = ${codeHash}, created_at = ${createdAt}, used_at = NULL`;
}

export async function deleteCode(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<boolean> {
  const { count } = await tx.breakGlassCode.deleteMany({ where: { organizationId, userId } });
  return count === 1;
}

export type SpentCode = { organizationId: string; organizationName: string; slug: string };

/**
 * Uses a person's code up, in one statement. Null where it was used or replaced, or opens nothing now: they are no Admin,
 * or the organization does not require single sign-on.
 */
export async function spendCode(
  tx: SystemTx,
  { userId, codeHash, now }: { userId: string; codeHash: Uint8Array; now: Date },
): Promise<SpentCode | null> {
  const rows = await tx.$queryRaw<SpentCode[]>`
    UPDATE break_glass_codes b SET used_at = ${now}
      FROM memberships m, organizations o, users u
     WHERE b.user_id = ${userId}::uuid AND b.code_hash = ${codeHash} AND b.used_at IS NULL
       AND m.organization_id = b.organization_id AND m.user_id = b.user_id AND m.role = 'admin'
       AND o.id = b.organization_id AND u.id = b.user_id
       AND gatehouse_code_opens(b.organization_id, u.email)
    RETURNING o.id AS "organizationId", o.name AS "organizationName", o.slug`;
  return rows[0] ?? null;
}
