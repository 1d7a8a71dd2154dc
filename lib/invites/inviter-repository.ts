import { Prisma } from '@/generated/prisma/client';
import type { SentInvitation } from '@/lib/orgs/departure';
import type { OrgTx } from '@/lib/platform/db';

/** Invitations that were neither accepted nor revoked, by who sent them or for whom they wait, held until the end. */
export async function lockSentInvitations(
  tx: OrgTx,
  organizationId: string,
  of: { invitedById: string } | { email: string },
): Promise<SentInvitation[]> {
  const which =
    'email' in of
      ? Prisma.sql`email = ${of.email}`
      : Prisma.sql`invited_by_id = ${of.invitedById}::uuid`;
  return tx.$queryRaw<SentInvitation[]>`
    SELECT id, email, role, expires_at AS "expiresAt" FROM invitations
     WHERE organization_id = ${organizationId}::uuid AND ${which} AND accepted_at IS NULL AND revoked_at IS NULL
     ORDER BY email, id FOR UPDATE`;
}

const waiting = (organizationId: string, ids: readonly string[]) => Prisma.sql`
  organization_id = ${organizationId}::uuid AND id = ANY (${[...ids]}::uuid[])
  AND accepted_at IS NULL AND revoked_at IS NULL`;

/** Ends those of them that wait still. Returns which. */
export async function revokeWaiting(
  tx: OrgTx,
  organizationId: string,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE invitations SET revoked_at = ${now} WHERE ${waiting(organizationId, ids)} RETURNING id`;
  return new Set(rows.map(({ id }) => id));
}

/** Gives those of them that wait still another inviter. Returns which. */
export async function updateInviter(
  tx: OrgTx,
  organizationId: string,
  ids: readonly string[],
  inviter: { userId: string; name: string },
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE invitations SET invited_by_id = ${inviter.userId}::uuid, invited_by_name = ${inviter.name}
     WHERE ${waiting(organizationId, ids)} RETURNING id`;
  return new Set(rows.map(({ id }) => id));
}
