import type { TeamKey } from '@/lib/orgs/team-keys';
import type { OrgTx } from '@/lib/platform/db';

/** The keys of a team that are not revoked, held until the transaction ends, by name. */
export async function selectKeysOfTeam(
  tx: OrgTx,
  organizationId: string,
  teamId: string,
): Promise<TeamKey[]> {
  return tx.$queryRaw<TeamKey[]>`
    SELECT k.id, k.name, k.environment, k.status, t.name AS "teamName", k.owner_user_id AS "ownerUserId", u.name AS "ownerName",
           (SELECT hint FROM api_key_secrets s WHERE s.organization_id = k.organization_id AND s.api_key_id = k.id
             ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS hint
      FROM api_keys k
      JOIN teams t ON t.organization_id = k.organization_id AND t.id = k.team_id
      LEFT JOIN users u ON u.id = k.owner_user_id
     WHERE k.organization_id = ${organizationId}::uuid AND k.team_id = ${teamId}::uuid AND k.status <> 'revoked'
     ORDER BY lower(k.name), k.id
       FOR NO KEY UPDATE OF k`;
}

export async function updateKeyTeam(
  tx: OrgTx,
  organizationId: string,
  keyId: string,
  teamId: string,
  now: Date,
): Promise<void> {
  await tx.apiKey.updateMany({
    where: { organizationId, id: keyId },
    data: { teamId, updatedAt: now },
  });
}
