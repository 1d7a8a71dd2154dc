import type { Digest } from '@/lib/platform/crypto';
import type { SystemSql, SystemTx } from '@/lib/platform/db';

export type SignInCandidate = {
  userId: string | null;
  name: string | null;
  passwordHash: string | null;
  /** Of the latest sign-up that waits; only where there is no account. */
  pendingHash: string | null;
  /** Whether the browser has signed in to this account before. */
  isDeviceKnown: boolean;
  /** Whether addresses of that domain sign in by an identity provider alone, with an account or without. */
  requiresSso: boolean;
};

/** All that a sign-in looks at, in one query that is the same whether or not there is an account. */
export async function selectCandidate(
  sql: SystemSql,
  email: string,
  deviceHash: Digest,
  now: Date,
): Promise<SignInCandidate> {
  const rows = await sql.$queryRaw<SignInCandidate[]>`
    SELECT u.id AS "userId", u.name, u.password_hash AS "passwordHash", pending.password_hash AS "pendingHash",
           EXISTS (SELECT 1 FROM known_devices d WHERE d.user_id = u.id AND d.token_hash = ${deviceHash}) AS "isDeviceKnown",
           EXISTS (SELECT 1 FROM organization_domains d JOIN organizations o ON o.id = d.organization_id AND o.status <> 'deleting'
                    WHERE d.domain = split_part(asked.email, '@', 2) AND d.verified_at IS NOT NULL AND d.requires_sso) AS "requiresSso"
      FROM (SELECT ${email}::text AS email) asked
      LEFT JOIN users u ON u.email = asked.email
      LEFT JOIN LATERAL (
        SELECT a.password_hash FROM sign_up_attempts a
         WHERE a.email = asked.email AND a.consumed_at IS NULL AND a.expires_at > ${now}
         ORDER BY a.created_at DESC, a.id DESC LIMIT 1) pending ON u.id IS NULL`;
  const candidate = rows[0];
  if (candidate === undefined) throw new Error('the sign-in query returned no row');
  return candidate;
}

export type EmergencyCandidate = {
  userId: string | null;
  name: string | null;
  passwordHash: string | null;
  isDeviceKnown: boolean;
  /** Of unused codes that open something now, with the slug of what each opens. */
  codes: { codeHash: Uint8Array; slug: string }[];
};

type EmergencyRow = Omit<EmergencyCandidate, 'codes'> & {
  codeHash: Uint8Array | null;
  slug: string | null;
};

/**
 * All that emergency access looks at, in one query that is the same whether or not there is an account. A code opens
 * something where its organization requires single sign-on: of the address's own domain, or of another one, and then only
 * for an address that no organization requires it of.
 */
export async function selectEmergencyCandidate(
  sql: SystemSql,
  email: string,
  deviceHash: Digest,
): Promise<EmergencyCandidate> {
  const rows = await sql.$queryRaw<EmergencyRow[]>`
    SELECT u.id AS "userId", u.name, u.password_hash AS "passwordHash", code.code_hash AS "codeHash", code.slug,
           EXISTS (SELECT 1 FROM known_devices d WHERE d.user_id = u.id AND d.token_hash = ${deviceHash}) AS "isDeviceKnown"
      FROM (SELECT ${email}::text AS email) asked
      LEFT JOIN users u ON u.email = asked.email
      LEFT JOIN LATERAL (
        SELECT b.code_hash, o.slug
          FROM break_glass_codes b
          JOIN organizations o ON o.id = b.organization_id
          JOIN memberships m ON m.organization_id = b.organization_id AND m.user_id = b.user_id AND m.role = 'admin'
         WHERE b.user_id = u.id AND b.used_at IS NULL AND gatehouse_code_opens(b.organization_id, asked.email)) code ON true`;
  const [first] = rows;
  if (first === undefined) throw new Error('the sign-in query returned no row');
  const { userId, name, passwordHash, isDeviceKnown } = first;
  const codes = rows.flatMap(({ codeHash, slug }) =>
    codeHash === null || slug === null ? [] : [{ codeHash, slug }],
  );
  return { userId, name, passwordHash, isDeviceKnown, codes };
}

/**
 * Locks the person's row if the password that was just verified is still theirs. Sign-ins and changes of a password
 * thus follow each other: none that began with the old password opens a session after the change.
 */
export async function lockUserWithPassword(
  sql: SystemSql,
  userId: string,
  passwordHash: string,
): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT 1 FROM users WHERE id = ${userId}::uuid AND password_hash = ${passwordHash} FOR UPDATE`;
  return rows.length === 1;
}

export async function selectPasswordHash(tx: SystemTx, userId: string): Promise<string | null> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}

/** What a person has to prove with who they are. */
export type ProofFacts = { hasPassword: boolean; hasTotp: boolean; recoveryCodesLeft: number };

export async function selectProofFacts(tx: SystemTx, userId: string): Promise<ProofFacts> {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: {
      passwordHash: true,
      totpFactor: { select: { id: true } },
      _count: { select: { recoveryCodes: { where: { usedAt: null } } } },
    },
  });
  return {
    hasPassword: user !== null && user.passwordHash !== null,
    hasTotp: user !== null && user.totpFactor !== null,
    recoveryCodesLeft: user?._count.recoveryCodes ?? 0,
  };
}

/** Whether the person has signed in with this browser before. */
export async function isKnownDevice(
  tx: SystemTx,
  userId: string,
  tokenHash: Digest,
): Promise<boolean> {
  return (await tx.knownDevice.count({ where: { userId, tokenHash } })) > 0;
}

export async function touchDevice(
  sql: SystemSql,
  userId: string,
  tokenHash: Digest,
  now: Date,
): Promise<boolean> {
  const count = await sql.$executeRaw`
    UPDATE known_devices SET last_seen_at = ${now} WHERE user_id = ${userId}::uuid AND token_hash = ${tokenHash}`;
  return count === 1;
}

export async function insertDevice(
  sql: SystemSql,
  {
    id,
    userId,
    tokenHash,
    createdAt,
    lastSeenAt,
  }: { id: string; userId: string; tokenHash: Digest; createdAt: Date; lastSeenAt: Date },
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO known_devices (id, user_id, token_hash, created_at, last_seen_at)
    VALUES (${id}::uuid, ${userId}::uuid, ${tokenHash}, ${createdAt}, ${lastSeenAt})`;
}

export type NewDeviceFacts = {
  timeZone: string;
  hasSignedInBefore: boolean;
  /** Mails of this kind since `mailedSince`. */
  mails: number;
};

/**
 * What decides whether a person hears of a new device. Ended sessions are kept for a while: an account that was made
 * before `sessionsKeptSince` may have had some that are gone.
 */
export async function selectNewDeviceFacts(
  sql: SystemSql,
  userId: string,
  { sessionsKeptSince, mailedSince }: { sessionsKeptSince: Date; mailedSince: Date },
): Promise<NewDeviceFacts | null> {
  const rows = await sql.$queryRaw<NewDeviceFacts[]>`
    SELECT u.time_zone AS "timeZone",
           u.created_at < ${sessionsKeptSince} OR EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id) AS "hasSignedInBefore",
           (SELECT count(*)::int FROM link_tokens l
             WHERE l.user_id = u.id AND l.purpose = 'not-me' AND l.created_at > ${mailedSince}) AS mails
      FROM users u WHERE u.id = ${userId}::uuid`;
  return rows[0] ?? null;
}

export async function deleteDevices(tx: SystemTx, userId: string): Promise<void> {
  await tx.knownDevice.deleteMany({ where: { userId } });
}

/** Takes every provider's way into an account away. Returns how many there were. */
export async function deleteIdentities(tx: SystemTx, userId: string): Promise<number> {
  const { count } = await tx.identity.deleteMany({ where: { userId } });
  return count;
}

export type PasswordOwnerRow = {
  id: string;
  name: string;
  email: string;
  timeZone: string;
  passwordHash: string | null;
  previousHashes: string[];
  organizationNames: string[];
};

/** The person with what a new password is compared with. */
export async function selectPasswordOwner(
  tx: SystemTx,
  userId: string,
  remembered: number,
): Promise<PasswordOwnerRow | null> {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: {
      id: true,
      name: true,
      email: true,
      timeZone: true,
      passwordHash: true,
      previousPasswords: {
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: remembered,
        select: { passwordHash: true },
      },
      memberships: { select: { organization: { select: { name: true } } } },
    },
  });
  if (user === null) return null;
  const { previousPasswords, memberships, ...person } = user;
  return {
    ...person,
    previousHashes: previousPasswords.map((previous) => previous.passwordHash),
    organizationNames: memberships.map((membership) => membership.organization.name),
  };
}

/** Sets a password, or none, if the one before is still `expectedHash`. Returns whether it was. */
export async function updatePassword(
  tx: SystemTx,
  change: { userId: string; expectedHash: string | null; passwordHash: string | null; now: Date },
): Promise<boolean> {
  const { userId, expectedHash, passwordHash, now } = change;
  const { count } = await tx.user.updateMany({
    where: { id: userId, passwordHash: expectedHash },
    data: { passwordHash, passwordChangedAt: now, updatedAt: now },
  });
  return count === 1;
}

/** Remembers a password and forgets those older than the last `remembered`. */
export async function rememberPassword(
  tx: SystemTx,
  password: { id: string; userId: string; passwordHash: string; createdAt: Date },
  remembered: number,
): Promise<void> {
  await tx.previousPassword.createMany({ data: [password] });
  await tx.$executeRaw`
    DELETE FROM previous_passwords WHERE id IN (
      SELECT id FROM previous_passwords WHERE user_id = ${password.userId}::uuid
       ORDER BY created_at DESC, id DESC OFFSET ${remembered})`;
}
