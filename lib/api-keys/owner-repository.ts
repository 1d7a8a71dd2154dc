import type { AffectedKey } from '@/lib/orgs/member-keys';
import type { OrgTx } from '@/lib/platform/db';
import type { KeyStatus } from './model';

export type OwnedKey = AffectedKey & { status: KeyStatus; teamId: string };

/** What may be shown of the latest secret of a key. */
export async function selectHint(
  tx: OrgTx,
  organizationId: string,
  apiKeyId: string,
): Promise<string> {
  const secret = await tx.apiKeySecret.findFirstOrThrow({
    where: { organizationId, apiKeyId },
    orderBy: { createdAt: 'desc' },
    select: { hint: true },
  });
  return secret.hint;
}

/** A member's keys that may work now or again: neither revoked nor disabled. */
export async function selectKeysOfOwner(
  tx: OrgTx,
  organizationId: string,
  ownerUserId: string,
): Promise<OwnedKey[]> {
  return tx.$queryRaw<OwnedKey[]>`
    SELECT k.id, k.name, k.environment, k.status, k.team_id AS "teamId", t.name AS "teamName",
           (SELECT hint FROM api_key_secrets s WHERE s.organization_id = k.organization_id AND s.api_key_id = k.id
             ORDER BY s.created_at DESC LIMIT 1) AS hint
      FROM api_keys k JOIN teams t ON t.organization_id = k.organization_id AND t.id = k.team_id
     WHERE k.organization_id = ${organizationId}::uuid AND k.owner_user_id = ${ownerUserId}::uuid
       AND k.status IN ('active', 'suspended')
     ORDER BY lower(k.name), k.id`;
}
