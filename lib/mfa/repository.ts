import { Prisma } from '@/generated/prisma/client';
import type { Digest } from '@/lib/platform/crypto';
import type { SystemSql, SystemTx } from '@/lib/platform/db';

export type SealedSecret = { secretSealed: Uint8Array; keyId: string };
export type TotpFactorRow = SealedSecret & {
  id: string;
  lastStep: number;
  createdAt: Date;
  lastUsedAt: Date | null;
};

/** Whoever changes or uses a second factor holds this lock, so that one follows the other. */
export async function lockUser(
  tx: SystemTx,
  userId: string,
): Promise<{ name: string; email: string; timeZone: string } | null> {
  const rows = await tx.$queryRaw<{ name: string; email: string; timeZone: string }[]>`
    SELECT name, email, time_zone AS "timeZone" FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}

export async function selectTotpFactor(
  tx: SystemTx,
  userId: string,
): Promise<TotpFactorRow | null> {
  const row = await tx.totpFactor.findUnique({ where: { userId } });
  return row && { ...row, lastStep: Number(row.lastStep) };
}

export async function hasTotpFactor(sql: SystemSql, userId: string): Promise<boolean> {
  const rows = await sql.$queryRaw<
    unknown[]
  >`SELECT 1 FROM totp_factors WHERE user_id = ${userId}::uuid`;
  return rows.length === 1;
}

/** Notes that a code of this step was accepted. False: one of it or of a later step was before. */
export async function advanceStep(
  tx: SystemTx,
  factorId: string,
  step: number,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.totpFactor.updateMany({
    where: { id: factorId, lastStep: { lt: step } },
    data: { lastStep: step, lastUsedAt: now },
  });
  return count === 1;
}

export type NewFactor = SealedSecret & {
  id: string;
  userId: string;
  lastStep: number;
  createdAt: Date;
};

/**
 * Puts a factor where there was `replacesId`, or none. False where that changed meanwhile: of two tabs that both wait
 * for a first code, the first one wins.
 */
export async function putTotpFactor(
  tx: SystemTx,
  { id, userId, secretSealed, keyId, lastStep, createdAt }: NewFactor,
  replacesId: string | null,
): Promise<boolean> {
  const data = {
    id,
    userId,
    secretSealed: new Uint8Array(secretSealed),
    keyId,
    lastStep,
    createdAt,
    lastUsedAt: null,
  };
  const { count } =
    replacesId === null
      ? await tx.totpFactor.createMany({ data: [data], skipDuplicates: true })
      : await tx.totpFactor.updateMany({ where: { userId, id: replacesId }, data });
  return count === 1;
}

export async function deleteTotpFactor(tx: SystemTx, userId: string): Promise<boolean> {
  const { count } = await tx.totpFactor.deleteMany({ where: { userId } });
  return count === 1;
}

export async function insertEnrolment(
  tx: SystemTx,
  enrolment: SealedSecret & {
    id: string;
    userId: string;
    replacesId: string | null;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  const secretSealed = new Uint8Array(enrolment.secretSealed);
  await tx.totpEnrolment.createMany({ data: [{ ...enrolment, secretSealed }] });
}

/** Leaves only the newest `keep` secrets that wait, so that no script collects them. */
export async function deleteOldEnrolments(
  tx: SystemTx,
  userId: string,
  keep: number,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM totp_enrolments WHERE id IN (
      SELECT id FROM totp_enrolments WHERE user_id = ${userId}::uuid
       ORDER BY created_at DESC, id DESC OFFSET ${keep})`;
}

export type EnrolmentRow = SealedSecret & { id: string; replacesId: string | null };

/** Counts a try for a secret that waits; null where it is gone, too old or tried too often. */
export async function takeEnrolmentTry(
  tx: SystemTx,
  { id, userId, maxTries, now }: { id: string; userId: string; maxTries: number; now: Date },
): Promise<EnrolmentRow | null> {
  const rows = await tx.$queryRaw<EnrolmentRow[]>`
    UPDATE totp_enrolments SET tries = tries + 1
     WHERE id = ${id}::uuid AND user_id = ${userId}::uuid AND expires_at > ${now} AND tries < ${maxTries}
    RETURNING id, secret_sealed AS "secretSealed", key_id AS "keyId", replaces_id AS "replacesId"`;
  return rows[0] ?? null;
}

export async function deleteEnrolments(tx: SystemTx, userId: string): Promise<void> {
  await tx.totpEnrolment.deleteMany({ where: { userId } });
}

/** Puts a new set in place of whatever codes there were. */
export async function putRecoveryCodes(
  tx: SystemTx,
  userId: string,
  codes: { id: string; codeHash: Digest }[],
  now: Date,
): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ ...code, userId, createdAt: now })),
  });
}

/** Uses a code up. False where it is none of the person's, or was used. */
export async function consumeRecoveryCode(
  tx: SystemTx,
  userId: string,
  codeHash: Digest,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, codeHash, usedAt: null },
    data: { usedAt: now },
  });
  return count === 1;
}

export async function countRecoveryCodes(tx: SystemTx, userId: string): Promise<number> {
  return tx.recoveryCode.count({ where: { userId, usedAt: null } });
}

export async function deleteRecoveryCodes(tx: SystemTx, userId: string): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
}

/** Where secrets of authenticator apps are. */
export type SealedTable = 'totp_factors' | 'totp_enrolments';
export type SealedRow = SealedSecret & { id: string; userId: string };

const nameOf = (table: SealedTable) => Prisma.raw(`"${table}"`);

/**
 * The next secrets after an id that another key than this one seals, held until the transaction ends. SKIP LOCKED: a
 * row that somebody uses is not waited for, so that a sign-in and this never wait for each other.
 */
export async function takeSealedOtherwise(
  tx: SystemTx,
  table: SealedTable,
  { keyId, after, limit }: { keyId: string; after: string; limit: number },
): Promise<SealedRow[]> {
  return tx.$queryRaw<SealedRow[]>`
    SELECT id, user_id AS "userId", secret_sealed AS "secretSealed", key_id AS "keyId" FROM ${nameOf(table)}
     WHERE key_id <> ${keyId} AND id > ${after}::uuid ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** Puts secrets that were sealed anew in their places, and touches nothing else of the rows. */
export async function putSealedAnew(
  tx: SystemTx,
  table: SealedTable,
  rows: { id: string; secretSealed: Uint8Array }[],
  keyId: string,
): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const secrets = rows.map(({ secretSealed }) => Buffer.from(secretSealed).toString('hex'));
  await tx.$executeRaw`
    UPDATE ${nameOf(table)} AS t SET secret_sealed = decode(anew.secret, 'hex'), key_id = ${keyId}
      FROM unnest(${ids}::uuid[], ${secrets}::text[]) AS anew (id, secret) WHERE t.id = anew.id`;
}

/** How many secrets another key than this one seals, apart from those of these ids. */
export async function countSealedOtherwise(
  tx: SystemTx,
  table: SealedTable,
  keyId: string,
  apartFrom: readonly string[],
): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM ${nameOf(table)}
     WHERE key_id <> ${keyId} AND id <> ALL (${[...apartFrom]}::uuid[])`;
  return rows[0]?.count ?? 0;
}
