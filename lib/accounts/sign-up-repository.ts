import type { SystemTx } from '@/lib/platform/db';
import type { Digest } from '@/lib/platform/crypto';
import type { AddressProof } from './address-proof';
import { lockAddress, selectAddressState } from './address-repository';

export type SignUpAttempt = {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  browserHash: Uint8Array;
  timeZone: string;
  codeExpiresAt: Date;
  codeTries: number;
  expiresAt: Date;
  consumedAt: Date | null;
};

const attemptColumns = {
  id: true,
  email: true,
  name: true,
  passwordHash: true,
  browserHash: true,
  timeZone: true,
  codeExpiresAt: true,
  codeTries: true,
  expiresAt: true,
  consumedAt: true,
} as const;

export async function insertSignUpAttempt(
  tx: SystemTx,
  attempt: AddressProof & {
    id: string;
    email: string;
    name: string;
    passwordHash: string;
    browserHash: Digest;
    timeZone: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.signUpAttempt.createMany({ data: [attempt] });
}

export async function selectAttemptByToken(
  tx: SystemTx,
  tokenHash: Digest,
): Promise<SignUpAttempt | null> {
  return tx.signUpAttempt.findUnique({ where: { tokenHash }, select: attemptColumns });
}

/** The sign-up of a browser: the latest, should its cookie have served twice. */
export async function selectAttemptByBrowser(
  tx: SystemTx,
  browserHash: Digest,
): Promise<SignUpAttempt | null> {
  return tx.signUpAttempt.findFirst({
    where: { browserHash },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: attemptColumns,
  });
}

/** A new link and a new code for a sign-up that still waits; those before it are dead. Returns whether it waits. */
export async function replaceProof(
  tx: SystemTx,
  attemptId: string,
  proof: AddressProof,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.signUpAttempt.updateMany({
    where: { id: attemptId, consumedAt: null, expiresAt: { gt: now } },
    data: { ...proof, codeTries: 0 },
  });
  return count === 1;
}

/**
 * Takes one of the tries at a code, in one statement, so that twenty at once do not get twenty.
 * Returns the code's hash where a try was left.
 */
export async function takeCodeTry(
  tx: SystemTx,
  attemptId: string,
  maxTries: number,
  now: Date,
): Promise<Uint8Array | null> {
  const rows = await tx.$queryRaw<{ codeHash: Uint8Array }[]>`
    UPDATE sign_up_attempts SET code_tries = code_tries + 1
     WHERE id = ${attemptId}::uuid AND consumed_at IS NULL AND code_tries < ${maxTries}
       AND code_expires_at > ${now} AND expires_at > ${now}
    RETURNING code_hash AS "codeHash"`;
  return rows[0]?.codeHash ?? null;
}

/** Uses up a sign-up; whoever comes second gets false. */
export async function consumeAttempt(tx: SystemTx, attemptId: string, now: Date): Promise<boolean> {
  const { count } = await tx.signUpAttempt.updateMany({
    where: { id: attemptId, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
  return count === 1;
}

/** Ends every other sign-up of an address that has been proved. */
export async function endAttempts(tx: SystemTx, email: string, now: Date): Promise<void> {
  await tx.signUpAttempt.updateMany({
    where: { email, consumedAt: null },
    data: { consumedAt: now },
  });
}

/**
 * Returns false where the address has an account already (the unique column decides, whoever else is at it) or is kept
 * for the account that had it until lately.
 */
export async function insertUser(
  tx: SystemTx,
  user: {
    id: string;
    email: string;
    name: string;
    timeZone: string;
    passwordHash: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { now, ...columns } = user;
  await lockAddress(tx, user.email);
  if ((await selectAddressState(tx, user.email, now)) === 'kept') return false;
  const { count } = await tx.user.createMany({
    data: [
      {
        ...columns,
        passwordChangedAt: columns.passwordHash === null ? null : now,
        createdAt: now,
        updatedAt: now,
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}
