import type { AnySql, OrgTx } from '@/lib/platform/db';
import type { OrganizationStatus } from './model';

export type DeletionRow = {
  slug: string;
  name: string;
  status: OrganizationStatus;
  requestedAt: Date | null;
  /** Null where they are no member any more. */
  requestedBy: string | null;
  endsAt: Date | null;
};

export async function selectDeletion(
  tx: OrgTx,
  organizationId: string,
): Promise<DeletionRow | null> {
  const rows = await tx.$queryRaw<DeletionRow[]>`
    SELECT o.slug, o.name, o.status, o.deletion_requested_at AS "requestedAt", o.deletion_ends_at AS "endsAt",
           u.name AS "requestedBy"
      FROM organizations o LEFT JOIN users u ON u.id = o.deletion_requested_by_id
     WHERE o.id = ${organizationId}::uuid`;
  return rows[0] ?? null;
}

/** Marks it. The database writes since when and until when (the trigger organizations_status). */
export async function updateDeleting(
  tx: OrgTx,
  organizationId: string,
  requestedById: string,
  now: Date,
): Promise<{ requestedAt: Date; endsAt: Date }> {
  const rows = await tx.$queryRaw<{ requestedAt: Date; endsAt: Date }[]>`
    UPDATE organizations SET status = 'deleting', deletion_requested_by_id = ${requestedById}::uuid, updated_at = ${now}
     WHERE id = ${organizationId}::uuid
    RETURNING deletion_requested_at AS "requestedAt", deletion_ends_at AS "endsAt"`;
  const row = rows[0];
  if (row === undefined) throw new Error('the organization was gone under its own lock');
  return row;
}

/** Back to what it was, which may be suspended. Returns that. */
export async function updateKept(
  tx: OrgTx,
  organizationId: string,
  now: Date,
): Promise<OrganizationStatus> {
  const rows = await tx.$queryRaw<{ status: OrganizationStatus }[]>`
    UPDATE organizations SET status = status_before_deletion, updated_at = ${now}
     WHERE id = ${organizationId}::uuid AND status = 'deleting' RETURNING status`;
  const row = rows[0];
  if (row === undefined) throw new Error('the organization was gone under its own lock');
  return row.status;
}

export type AdminRecipient = { userId: string; name: string; email: string; timeZone: string };

export async function selectAdmins(sql: AnySql, organizationId: string): Promise<AdminRecipient[]> {
  return sql.$queryRaw<AdminRecipient[]>`
    SELECT u.id AS "userId", u.name, u.email, u.time_zone AS "timeZone"
      FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND m.role = 'admin'
     ORDER BY u.name, u.id`;
}

export type UsedKey = { name: string; hint: string; lastUsedAt: Date };

/** What stops at once: how many keys work now, how many of them were called lately, and the latest of those. */
export async function selectKeysInUse(
  tx: OrgTx,
  organizationId: string,
  { now, usedSince, limit }: { now: Date; usedSince: Date; limit: number },
): Promise<{ live: number; used: number; latest: UsedKey[] }> {
  const counts = await tx.$queryRaw<{ live: number; used: number }[]>`
    SELECT count(*)::int AS live, (count(*) FILTER (WHERE a.last_used_at >= ${usedSince}))::int AS used
      FROM api_keys k LEFT JOIN api_key_activity a ON a.organization_id = k.organization_id AND a.api_key_id = k.id
     WHERE k.organization_id = ${organizationId}::uuid AND k.status = 'active' AND (k.expires_at IS NULL OR k.expires_at > ${now})`;
  const latest = await tx.$queryRaw<UsedKey[]>`
    SELECT k.name, a.last_used_at AS "lastUsedAt",
           (SELECT s.hint FROM api_key_secrets s WHERE s.organization_id = k.organization_id AND s.api_key_id = k.id
             ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS hint
      FROM api_keys k JOIN api_key_activity a ON a.organization_id = k.organization_id AND a.api_key_id = k.id
     WHERE k.organization_id = ${organizationId}::uuid AND k.status = 'active' AND (k.expires_at IS NULL OR k.expires_at > ${now})
       AND a.last_used_at >= ${usedSince}
     ORDER BY a.last_used_at DESC, k.id LIMIT ${limit}`;
  return { live: counts[0]?.live ?? 0, used: counts[0]?.used ?? 0, latest };
}

export async function countMembersAndInvitations(
  tx: OrgTx,
  organizationId: string,
  now: Date,
): Promise<{ members: number; invitations: number }> {
  const rows = await tx.$queryRaw<{ members: number; invitations: number }[]>`
    SELECT (SELECT count(*)::int FROM memberships WHERE organization_id = ${organizationId}::uuid) AS members,
           (SELECT count(*)::int FROM invitations WHERE organization_id = ${organizationId}::uuid AND accepted_at IS NULL
                AND revoked_at IS NULL AND expires_at > ${now}) AS invitations`;
  return rows[0] ?? { members: 0, invitations: 0 };
}
