import type { Digest } from '@/lib/platform/crypto';
import type { SystemTx } from '@/lib/platform/db';
import type { SensitiveAct } from '@/lib/sessions/sensitive-acts';
import type { HandshakePurpose, Provider } from './model';

/** What tells one identity from every other. */
export type IdentityKey = { provider: Provider; issuer: string; subject: string };

export type Identity = IdentityKey & {
  id: string;
  userId: string;
  email: string;
  createdAt: Date;
  lastUsedAt: Date;
};

/** Whose identity it is; null where it is nobody's. */
export async function selectIdentityOwner(tx: SystemTx, key: IdentityKey): Promise<string | null> {
  const { provider, issuer, subject } = key;
  const row = await tx.identity.findUnique({
    where: { provider_issuer_subject: { provider, issuer, subject } },
    select: { userId: true },
  });
  return row?.userId ?? null;
}

export async function selectIdentities(tx: SystemTx, userId: string): Promise<Identity[]> {
  const rows = await tx.identity.findMany({ where: { userId }, orderBy: { provider: 'desc' } });
  return rows.map((row) => ({ ...row, provider: row.provider as Provider }));
}

/** Notes a use. False where the identity is the person's no longer. */
export async function touchIdentity(
  tx: SystemTx,
  { provider, issuer, subject }: IdentityKey,
  userId: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.identity.updateMany({
    where: { provider, issuer, subject, userId },
    data: { lastUsedAt: now },
  });
  return count === 1;
}

/** False where it is somebody's already, or the person has one of that provider: the unique columns decide. */
export async function insertIdentity(tx: SystemTx, identity: Identity): Promise<boolean> {
  const { count } = await tx.identity.createMany({ data: [identity], skipDuplicates: true });
  return count === 1;
}

export async function deleteIdentity(tx: SystemTx, identityId: string): Promise<void> {
  await tx.identity.deleteMany({ where: { id: identityId } });
}

export async function selectHasPassword(tx: SystemTx, userId: string): Promise<boolean> {
  return (await tx.user.count({ where: { id: userId, passwordHash: { not: null } } })) > 0;
}

export type Handshake = {
  id: string;
  purpose: HandshakePurpose;
  userId: string | null;
  sessionId: string | null;
  act: SensitiveAct | null;
  returnTo: string;
  timeZone: string;
  createdAt: Date;
};

export async function insertHandshake(
  tx: SystemTx,
  handshake: Handshake & { provider: Provider; tokenHash: Digest; expiresAt: Date },
): Promise<void> {
  await tx.oAuthHandshake.createMany({ data: [handshake] });
}

/** Uses up a browser's way back from a provider; whoever comes second gets null. */
export async function takeHandshake(
  tx: SystemTx,
  provider: Provider,
  tokenHash: Digest,
  now: Date,
): Promise<Handshake | null> {
  const rows = await tx.$queryRaw<Handshake[]>`
    UPDATE oauth_handshakes SET consumed_at = ${now}
     WHERE token_hash = ${tokenHash} AND provider = ${provider} AND consumed_at IS NULL AND expires_at > ${now}
    RETURNING id, purpose, user_id AS "userId", session_id AS "sessionId", act, return_to AS "returnTo",
              time_zone AS "timeZone", created_at AS "createdAt"`;
  return rows[0] ?? null;
}
