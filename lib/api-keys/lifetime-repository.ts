import type { LiveKey } from '@/lib/policy/policy-keys';
import type { OrgTx } from '@/lib/platform/db';

/** The keys of an organization that are neither revoked nor over, with the address of their last call. */
export async function selectKeysUnderPolicy(
  tx: OrgTx,
  organizationId: string,
  now: Date,
): Promise<LiveKey[]> {
  return tx.$queryRaw<LiveKey[]>`
    SELECT k.id, k.name, k.created_at AS "createdAt", a.last_used_ip AS "lastUsedIp",
           CASE WHEN k.is_shortened THEN k.chosen_expires_at ELSE k.expires_at END AS "chosenExpiresAt"
      FROM api_keys k
      LEFT JOIN api_key_activity a ON a.organization_id = k.organization_id AND a.api_key_id = k.id
     WHERE k.organization_id = ${organizationId}::uuid AND k.status <> 'revoked'
       AND (k.expires_at IS NULL OR k.expires_at > ${now}::timestamptz)`;
}

/**
 * Ends each key that is not revoked so many days after its creation where that is sooner than what was chosen, which is
 * kept beside it: a longer maximum, or none, gives the time back. A key whose chosen time is over stays as it is.
 * @returns the new ends of the keys that got another.
 */
export async function updateKeyEnds(
  tx: OrgTx,
  organizationId: string,
  maxKeyDays: number | null,
  now: Date,
): Promise<(Date | null)[]> {
  const rows = await tx.$queryRaw<{ endsAt: Date | null }[]>`
    UPDATE api_keys k
       SET expires_at = n.ends_at, is_shortened = n.ends_at IS DISTINCT FROM n.chosen, updated_at = ${now}::timestamptz,
           chosen_expires_at = CASE WHEN n.ends_at IS DISTINCT FROM n.chosen THEN n.chosen END
      FROM (SELECT id, chosen, least(chosen, created_at + ${maxKeyDays}::int * interval '24 hours') AS ends_at
              FROM (SELECT id, created_at, CASE WHEN is_shortened THEN chosen_expires_at ELSE expires_at END AS chosen
                      FROM api_keys WHERE organization_id = ${organizationId}::uuid AND status <> 'revoked') c
             WHERE chosen IS NULL OR chosen > ${now}::timestamptz) n
     WHERE k.organization_id = ${organizationId}::uuid AND k.id = n.id AND k.expires_at IS DISTINCT FROM n.ends_at
     RETURNING k.expires_at AS "endsAt"`;
  return rows.map(({ endsAt }) => endsAt);
}
