import type { Role } from '@/lib/authz/permissions';
import type { OrgTx, SystemTx } from '@/lib/platform/db';
import type { InvitationEnds } from './model';

/** Which of these addresses are members'. */
export async function selectMemberAddresses(
  tx: OrgTx,
  organizationId: string,
  emails: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ${organizationId}::uuid AND u.email = ANY (${[...emails]}::text[])`;
  return new Set(rows.map(({ email }) => email));
}

/** For which of these addresses an invitation waits that still works, and for which one that has expired. */
export async function selectPendingAddresses(
  tx: OrgTx,
  organizationId: string,
  emails: readonly string[],
  now: Date,
): Promise<{ waiting: Set<string>; expired: Set<string> }> {
  const rows = await tx.$queryRaw<{ email: string; works: boolean }[]>`
    SELECT email, expires_at > ${now} AS works FROM invitations
     WHERE organization_id = ${organizationId}::uuid AND email = ANY (${[...emails]}::text[])
       AND accepted_at IS NULL AND revoked_at IS NULL`;
  const addresses = (works: boolean) =>
    new Set(rows.filter((row) => row.works === works).map(({ email }) => email));
  return { waiting: addresses(true), expired: addresses(false) };
}

/** Ends those of these addresses that have expired, to make room for others. */
export async function revokeExpired(
  tx: OrgTx,
  organizationId: string,
  emails: readonly string[],
  now: Date,
): Promise<void> {
  if (emails.length === 0) return;
  await tx.$executeRaw`
    UPDATE invitations SET revoked_at = ${now}
     WHERE organization_id = ${organizationId}::uuid AND email = ANY (${[...emails]}::text[])
       AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= ${now}`;
}

export type ManyInvitations = {
  organizationId: string;
  message: string | null;
  invitedById: string;
  invitedByName: string;
  createdAt: Date;
  expiresAt: Date;
  rows: readonly {
    id: string;
    email: string;
    name: string | null;
    role: Role;
    tokenHash: Uint8Array;
    tokenSealed: Uint8Array;
  }[];
};

/**
 * Writes many invitations in one statement, without their teams.
 * @returns the ids of those that were written: an address for which another one waits is left out.
 */
export async function insertInvitations(
  tx: OrgTx,
  { organizationId, rows, ...all }: ManyInvitations,
): Promise<Set<string>> {
  const written = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO invitations (id, organization_id, email, name, role, message, token_hash, token_sealed, invited_by_id,
                             invited_by_name, created_at, sent_at, expires_at)
    SELECT r.id, ${organizationId}::uuid, r.email, r.name, r.role, ${all.message}, decode(r."tokenHash", 'base64'),
           decode(r."tokenSealed", 'base64'), ${all.invitedById}::uuid, ${all.invitedByName}, ${all.createdAt}, ${all.createdAt},
           ${all.expiresAt}
      FROM jsonb_to_recordset(${JSON.stringify(rows.map(inBase64))}::jsonb) AS r(
           id uuid, email text, name text, role text, "tokenHash" text, "tokenSealed" text)
    ON CONFLICT (organization_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL DO NOTHING RETURNING id`;
  return new Set(written.map(({ id }) => id));
}

/** The teams of many invitations. */
export async function insertInvitationTeams(
  tx: OrgTx,
  organizationId: string,
  invitations: readonly { id: string; teamIds: readonly string[] }[],
): Promise<void> {
  const teams = invitations.flatMap(({ id, teamIds }) => teamIds.map((teamId) => ({ id, teamId })));
  await tx.$executeRaw`
    INSERT INTO invitation_teams (organization_id, invitation_id, team_id)
    SELECT ${organizationId}::uuid, r.id, r."teamId"
      FROM jsonb_to_recordset(${JSON.stringify(teams)}::jsonb) AS r(id uuid, "teamId" uuid)`;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const inBase64 = ({
  id,
  email,
  name,
  role,
  tokenHash,
  tokenSealed,
}: ManyInvitations['rows'][number]) => ({
  id,
  email,
  name,
  role,
  tokenHash: base64(tokenHash),
  tokenSealed: base64(tokenSealed),
});

/** What has become of an invitation and its organization, for its mail that still waits. */
export async function selectEnds(
  tx: SystemTx,
  id: string,
): Promise<(InvitationEnds & { isBeingDeleted: boolean }) | null> {
  const rows = await tx.$queryRaw<(InvitationEnds & { isBeingDeleted: boolean })[]>`
    SELECT i.accepted_at AS "acceptedAt", i.revoked_at AS "revokedAt", i.expires_at AS "expiresAt",
           o.status = 'deleting' AS "isBeingDeleted"
      FROM invitations i JOIN organizations o ON o.id = i.organization_id WHERE i.id = ${id}::uuid`;
  return rows[0] ?? null;
}

/** Deletes invitations that ended before then, so many at most. */
export async function deleteEndedBefore(
  tx: SystemTx,
  before: Date,
  limit: number,
): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM invitations WHERE id IN (
      SELECT id FROM invitations WHERE GREATEST(expires_at, accepted_at, revoked_at) < ${before} LIMIT ${limit})`;
}
