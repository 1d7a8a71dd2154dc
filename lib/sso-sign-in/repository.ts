import type { SystemTx } from '@/lib/platform/db';
import type { SsoWay } from './model';

/** Connections in use of the organization that has verified a domain, the oldest first; there need be no account. */
export async function selectWays(
  tx: SystemTx,
  domain: string,
): Promise<(SsoWay & { organizationId: string; version: number })[]> {
  return tx.$queryRaw<(SsoWay & { organizationId: string; version: number })[]>`
    SELECT c.id AS "connectionId", c.name, c.organization_id AS "organizationId", c.active_version AS version
      FROM organization_domains d
      JOIN saml_connections c ON c.organization_id = d.organization_id AND c.active_version IS NOT NULL
      JOIN organizations o ON o.id = d.organization_id AND o.status <> 'deleting'
     WHERE d.domain = ${domain} AND d.verified_at IS NOT NULL
     ORDER BY c.activated_at, c.id`;
}

/** Whom a connection means by a NameID. */
export type IdentityKey = { connectionId: string; nameId: string };

export async function selectSamlOwner(tx: SystemTx, key: IdentityKey): Promise<string | null> {
  const row = await tx.samlIdentity.findUnique({
    where: { connectionId_nameId: key },
    select: { userId: true },
  });
  return row?.userId ?? null;
}

/** False where the person goes by another NameID in that connection: the unique column decides. */
export async function insertSamlIdentity(
  tx: SystemTx,
  identity: IdentityKey & { organizationId: string; userId: string; now: Date },
): Promise<boolean> {
  const { now, ...row } = identity;
  const { count } = await tx.samlIdentity.createMany({
    data: [{ ...row, createdAt: now, lastUsedAt: now }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Notes a use. False where the identity is the person's no longer. */
export async function touchSamlIdentity(
  tx: SystemTx,
  key: IdentityKey,
  userId: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.samlIdentity.updateMany({
    where: { ...key, userId },
    data: { lastUsedAt: now },
  });
  return count === 1;
}

/** What is known here of an address that an identity provider vouches for. */
export type AddressFacts = {
  /** Whether the organization has verified its domain, and whether a first sign-in makes a member there. */
  isVerified: boolean;
  provisions: boolean;
  user: { id: string; name: string; email: string; timeZone: string } | null;
  isMember: boolean;
  isInvited: boolean;
};

export async function selectAddressFacts(
  tx: SystemTx,
  organizationId: string,
  email: string,
  now: Date,
): Promise<AddressFacts> {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const [found] = await tx.organizationDomain.findMany({
    where: { organizationId, domain, verifiedAt: { not: null } },
    select: { joinMode: true },
  });
  const user = await tx.user.findUnique({
    where: { email },
    select: { id: true, name: true, email: true, timeZone: true },
  });
  const within =
    user === null ? null : { organizationId_userId: { organizationId, userId: user.id } };
  const isInvited = await tx.invitation.count({
    where: { organizationId, email, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
  });
  return {
    isVerified: found !== undefined,
    provisions: found?.joinMode === 'provision',
    user,
    isMember: within !== null && (await tx.membership.findUnique({ where: within })) !== null,
    isInvited: isInvited > 0,
  };
}

/** The connection of a session that came by one, with the version in use; null for every other session. */
export async function selectConnectionOfSession(
  tx: SystemTx,
  session: { id: string; userId: string },
): Promise<{ connectionId: string; organizationId: string; version: number } | null> {
  const rows = await tx.$queryRaw<
    { connectionId: string; organizationId: string; version: number }[]
  >`
    SELECT c.id AS "connectionId", c.organization_id AS "organizationId", c.active_version AS version
      FROM sessions s JOIN saml_connections c ON c.id = s.saml_connection_id AND c.active_version IS NOT NULL
     WHERE s.id = ${session.id}::uuid AND s.user_id = ${session.userId}::uuid AND s.revoked_at IS NULL`;
  return rows[0] ?? null;
}
