import { Prisma } from '@/generated/prisma/client';
import type { Role } from '@/lib/authz/permissions';
import type { Cursor } from '@/lib/kernel/page';
import type { Digest } from '@/lib/platform/crypto';
import type { OrgTx, SystemSql } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { OfferedInvitation } from './model';

export type InvitationRow = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  message: string | null;
  tokenSealed: Uint8Array | null;
  invitedById: string | null;
  createdAt: Date;
  sentAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  acceptedById: string | null;
  revokedAt: Date | null;
};

const columns = Prisma.sql`
  id, email, name, role, message, token_sealed AS "tokenSealed", invited_by_id AS "invitedById", created_at AS "createdAt", sent_at AS "sentAt",
  expires_at AS "expiresAt", accepted_at AS "acceptedAt", accepted_by_id AS "acceptedById", revoked_at AS "revokedAt"`;

/** Holds it until the transaction ends: whoever accepts, revokes or sends it again takes turns. */
export async function lockInvitation(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<InvitationRow | null> {
  const rows = await tx.$queryRaw<InvitationRow[]>`
    SELECT ${columns} FROM invitations
     WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}

/** The one that waits for an address, expired or not. */
export async function lockWaitingInvitation(
  tx: OrgTx,
  organizationId: string,
  email: string,
): Promise<InvitationRow | null> {
  const rows = await tx.$queryRaw<InvitationRow[]>`
    SELECT ${columns} FROM invitations
     WHERE organization_id = ${organizationId}::uuid AND email = ${email} AND accepted_at IS NULL AND revoked_at IS NULL
       FOR UPDATE`;
  return rows[0] ?? null;
}

export async function isMemberAddress(
  tx: OrgTx,
  organizationId: string,
  email: string,
): Promise<boolean> {
  const count = await tx.membership.count({ where: { organizationId, user: { email } } });
  return count > 0;
}

export type NewInvitation = {
  id: string;
  organizationId: string;
  email: string;
  role: Role;
  message: string | null;
  tokenHash: Digest;
  tokenSealed: Uint8Array<ArrayBuffer>;
  invitedById: string;
  invitedByName: string;
  createdAt: Date;
  sentAt: Date;
  expiresAt: Date;
};

export async function insertInvitation(
  tx: OrgTx,
  row: NewInvitation,
  teamIds: readonly string[],
): Promise<void> {
  const { organizationId } = row;
  await tx.invitation.createMany({ data: [row] });
  await tx.invitationTeam.createMany({
    data: teamIds.map((teamId) => ({ organizationId, invitationId: row.id, teamId })),
  });
}

/** Gives an invitation another token: the link before it opens nothing any more. Who sends it again answers for it. */
export async function replaceToken(
  tx: OrgTx,
  organizationId: string,
  id: string,
  change: Pick<
    NewInvitation,
    'tokenHash' | 'tokenSealed' | 'sentAt' | 'expiresAt' | 'invitedById' | 'invitedByName'
  >,
): Promise<void> {
  await tx.invitation.updateMany({ where: { organizationId, id }, data: change });
}

export async function updateRevoked(
  tx: OrgTx,
  organizationId: string,
  id: string,
  revokedAt: Date | null,
): Promise<void> {
  await tx.invitation.updateMany({ where: { organizationId, id }, data: { revokedAt } });
}

export async function updateAccepted(
  tx: OrgTx,
  organizationId: string,
  id: string,
  accepted: { acceptedAt: Date; acceptedById: string },
): Promise<void> {
  await tx.invitation.updateMany({
    where: { organizationId, id },
    data: { ...accepted, tokenSealed: null },
  });
}

/** The teams that an invitation names and that take members still. */
export async function selectInvitationTeams(
  tx: OrgTx,
  organizationId: string,
  invitationId: string,
): Promise<{ id: string; name: string }[]> {
  return tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT t.id, t.name FROM invitation_teams i JOIN teams t ON t.organization_id = i.organization_id AND t.id = i.team_id
     WHERE i.organization_id = ${organizationId}::uuid AND i.invitation_id = ${invitationId}::uuid AND t.archived_at IS NULL ORDER BY lower(t.name)`;
}

export type InvitationListItem = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  teams: { id: string; name: string }[];
  invitedByName: string;
  createdAt: Date;
  sentAt: Date;
  expiresAt: Date;
};

/** Those that wait, the newest first, from the cursor on: one more than `limit` where there are more. */
export async function selectWaitingInvitations(
  tx: OrgTx,
  filter: {
    organizationId: string;
    search: string | undefined;
    cursor: Cursor | null;
    limit: number;
  },
): Promise<InvitationListItem[]> {
  const { organizationId, search, cursor, limit } = filter;
  const conditions = [
    Prisma.sql`i.organization_id = ${organizationId}::uuid`,
    Prisma.sql`i.accepted_at IS NULL AND i.revoked_at IS NULL`,
  ];
  if (search !== undefined && search !== '') {
    conditions.push(Prisma.sql`i.email ILIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`);
  }
  const order = keyset(
    {
      column: Prisma.sql`i.created_at`,
      id: Prisma.sql`i.id`,
      type: 'timestamptz',
      direction: 'desc',
    },
    cursor,
  );
  conditions.push(...order.conditions);
  return tx.$queryRaw<InvitationListItem[]>`
    SELECT i.id, i.email, i.name, i.role, i.invited_by_name AS "invitedByName", i.created_at AS "createdAt", i.sent_at AS "sentAt",
           i.expires_at AS "expiresAt",
           (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY lower(t.name)), '[]')
              FROM invitation_teams it JOIN teams t ON t.organization_id = it.organization_id AND t.id = it.team_id
             WHERE it.organization_id = i.organization_id AND it.invitation_id = i.id) AS teams
      FROM invitations i WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY ${order.orderBy} LIMIT ${limit + 1}`;
}

/** How many wait, counted up to `bound`. */
export async function countWaitingInvitations(
  tx: OrgTx,
  organizationId: string,
  bound: number,
): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM invitations
       WHERE organization_id = ${organizationId}::uuid AND accepted_at IS NULL AND revoked_at IS NULL LIMIT ${bound}) w`;
  return rows[0]?.count ?? 0;
}

export type FoundInvitation = OfferedInvitation & {
  organizationId: string;
  acceptedAt: Date | null;
  acceptedById: string | null;
  revokedAt: Date | null;
};

/** The invitation of a link, whatever has become of it. */
export async function selectByToken(
  sql: SystemSql,
  tokenHash: Digest,
): Promise<FoundInvitation | null> {
  const rows = await sql.$queryRaw<FoundInvitation[]>`
    SELECT i.id, i.organization_id AS "organizationId", o.name AS "organizationName", o.slug AS "organizationSlug", i.email,
           i.role, i.invited_by_name AS "invitedByName", i.message, i.expires_at AS "expiresAt",
           i.accepted_at AS "acceptedAt", i.accepted_by_id AS "acceptedById", i.revoked_at AS "revokedAt"
      FROM invitations i JOIN organizations o ON o.id = i.organization_id
     WHERE i.token_hash = ${tokenHash} AND o.status <> 'deleting'`;
  return rows[0] ?? null;
}

/** Those that wait for the address that a person has proved, the newest first. */
export async function selectForPerson(
  sql: SystemSql,
  userId: string,
  now: Date,
): Promise<FoundInvitation[]> {
  return sql.$queryRaw<FoundInvitation[]>`
    SELECT i.id, i.organization_id AS "organizationId", o.name AS "organizationName", o.slug AS "organizationSlug", i.email,
           i.role, i.invited_by_name AS "invitedByName", i.message, i.expires_at AS "expiresAt",
           i.accepted_at AS "acceptedAt", i.accepted_by_id AS "acceptedById", i.revoked_at AS "revokedAt"
      FROM users u JOIN invitations i ON i.email = u.email JOIN organizations o ON o.id = i.organization_id
     WHERE u.id = ${userId}::uuid AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ${now} AND o.status <> 'deleting'
     ORDER BY i.created_at DESC, i.id DESC LIMIT 50`;
}

/**
 * Whose an invitation is, seen from a person: whether it is to the address that they have proved, and whether its domain
 * signs in by the single sign-on of another organization than the one that invites.
 */
export async function selectInvitationOwner(
  sql: SystemSql,
  invitationId: string,
  userId: string,
): Promise<{ organizationId: string; isOwn: boolean; isElsewhere: boolean } | null> {
  const rows = await sql.$queryRaw<
    { organizationId: string; isOwn: boolean; isElsewhere: boolean }[]
  >`
    SELECT i.organization_id AS "organizationId", i.email = u.email AS "isOwn",
           EXISTS (SELECT 1 FROM organization_domains d WHERE d.domain = split_part(i.email, '@', 2)
                      AND d.verified_at IS NOT NULL AND d.requires_sso AND d.organization_id <> i.organization_id) AS "isElsewhere"
      FROM invitations i JOIN users u ON u.id = ${userId}::uuid WHERE i.id = ${invitationId}::uuid`;
  return rows[0] ?? null;
}
