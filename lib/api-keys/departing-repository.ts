import type { DepartingKey } from '@/lib/orgs/departure';
import type { OrgTx } from '@/lib/platform/db';
import type { KeyStatus } from './model';

/** The keys of a member that are not revoked, held until the transaction ends, by name. */
export async function selectDepartingKeys(
  tx: OrgTx,
  organizationId: string,
  ownerUserId: string,
): Promise<(Omit<DepartingKey, 'state'> & { expiresAt: Date | null })[]> {
  return tx.$queryRaw<(Omit<DepartingKey, 'state'> & { expiresAt: Date | null })[]>`
    SELECT k.id, k.name, k.environment, k.status, k.expires_at AS "expiresAt", k.team_id AS "teamId", t.name AS "teamName",
           a.last_used_at AS "lastUsedAt",
           (SELECT hint FROM api_key_secrets s WHERE s.organization_id = k.organization_id AND s.api_key_id = k.id
             ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS hint
      FROM api_keys k
      JOIN teams t ON t.organization_id = k.organization_id AND t.id = k.team_id
      LEFT JOIN api_key_activity a ON a.organization_id = k.organization_id AND a.api_key_id = k.id
     WHERE k.organization_id = ${organizationId}::uuid AND k.owner_user_id = ${ownerUserId}::uuid AND k.status <> 'revoked'
     ORDER BY lower(k.name), k.id
       FOR NO KEY UPDATE OF k`;
}

export async function updateKeyOwner(
  tx: OrgTx,
  organizationId: string,
  keyId: string,
  change: { ownerUserId: string; status: KeyStatus },
  now: Date,
): Promise<void> {
  await tx.apiKey.updateMany({
    where: { organizationId, id: keyId },
    data: { ...change, updatedAt: now },
  });
}
