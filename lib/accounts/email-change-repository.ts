import type { Digest } from '@/lib/platform/crypto';
import type { SystemTx } from '@/lib/platform/db';
import type { AddressProof } from './address-proof';

export type PendingEmailChange = {
  id: string;
  userId: string;
  newEmail: string;
  /** The session that asked, in which the code counts. */
  sessionId: string;
  codeExpiresAt: Date;
  codeTries: number;
  createdAt: Date;
};

const pendingColumns = {
  id: true,
  userId: true,
  newEmail: true,
  sessionId: true,
  codeExpiresAt: true,
  codeTries: true,
  createdAt: true,
} as const;

const waiting = (now: Date) => ({ endedAt: null, expiresAt: { gt: now } });

/**
 * Whether the session that asked was shut out since: revoked, or ended by what ends all others. Then whoever did so meant
 * what was begun in it, too. Having signed out says nothing of the kind.
 */
export async function isAskedByShutOut(
  tx: SystemTx,
  { sessionId }: Pick<PendingEmailChange, 'sessionId'>,
): Promise<boolean> {
  const revokedReason = { notIn: ['signed-out', 'superseded'] };
  const where = { id: sessionId, revokedAt: { not: null }, revokedReason };
  return (await tx.session.count({ where })) > 0;
}

async function unlessShutOut<C extends PendingEmailChange>(
  tx: SystemTx,
  change: C | null,
): Promise<C | null> {
  return change === null || (await isAskedByShutOut(tx, change)) ? null : change;
}

export async function insertEmailChange(
  tx: SystemTx,
  change: AddressProof & {
    id: string;
    userId: string;
    newEmail: string;
    oldEmail: string;
    sessionId: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.emailChange.createMany({ data: [change] });
}

/** Ends what a person has waiting. Whoever calls holds the lock on their row. Returns the addresses that waited. */
export async function endPendingEmailChanges(
  tx: SystemTx,
  userId: string,
  now: Date,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ newEmail: string; isLive: boolean }[]>`
    UPDATE email_changes SET ended_at = ${now} WHERE user_id = ${userId}::uuid AND ended_at IS NULL
    RETURNING new_email AS "newEmail", expires_at > ${now} AS "isLive"`;
  return rows.filter(({ isLive }) => isLive).map(({ newEmail }) => newEmail);
}

export async function selectPendingEmailChange(
  tx: SystemTx,
  userId: string,
  now: Date,
): Promise<PendingEmailChange | null> {
  const found = await tx.emailChange.findFirst({
    where: { userId, ...waiting(now) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: pendingColumns,
  });
  return unlessShutOut(tx, found);
}

export type LinkedEmailChange = PendingEmailChange & { user: { name: string; email: string } };

/** The change of a link that still works. Looking uses nothing up: scanners of mail open links. */
export async function selectEmailChangeByToken(
  tx: SystemTx,
  tokenHash: Digest,
  now: Date,
): Promise<LinkedEmailChange | null> {
  const found = await tx.emailChange.findFirst({
    where: { tokenHash, ...waiting(now) },
    select: { ...pendingColumns, user: { select: { name: true, email: true } } },
  });
  return unlessShutOut(tx, found);
}

/** A new link and a new code for a change that still waits; those before it are dead. The code counts in `sessionId`. */
export async function replaceEmailChangeProof(
  tx: SystemTx,
  changeId: string,
  proof: AddressProof & { sessionId: string },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.emailChange.updateMany({
    where: { id: changeId, ...waiting(now) },
    data: { ...proof, codeTries: 0 },
  });
  return count === 1;
}

/**
 * Takes one of the tries at a code, in one statement, so that twenty at once do not get twenty.
 * Returns the code's hash where a try was left.
 */
export async function takeEmailCodeTry(
  tx: SystemTx,
  changeId: string,
  maxTries: number,
  now: Date,
): Promise<Uint8Array | null> {
  const rows = await tx.$queryRaw<{ codeHash: Uint8Array }[]>`
    UPDATE email_changes SET code_tries = code_tries + 1
     WHERE id = ${changeId}::uuid AND ended_at IS NULL AND code_tries < ${maxTries}
       AND code_expires_at > ${now} AND expires_at > ${now}
    RETURNING code_hash AS "codeHash"`;
  return rows[0]?.codeHash ?? null;
}

/** Uses up a change and opens the way back; whoever comes second gets false. */
export async function confirmEmailChange(
  tx: SystemTx,
  {
    id,
    now,
    ...undo
  }: {
    id: string;
    oldEmail: string;
    undoTokenHash: Digest;
    undoExpiresAt: Date;
    now: Date;
  },
): Promise<boolean> {
  const { count } = await tx.emailChange.updateMany({
    where: { id, ...waiting(now) },
    data: { ...undo, endedAt: now, confirmedAt: now },
  });
  return count === 1;
}

/** Gives an account another address. The unique column decides whether it is free. */
export async function updateUserEmail(
  tx: SystemTx,
  userId: string,
  email: string,
  now: Date,
): Promise<void> {
  await tx.user.updateMany({ where: { id: userId }, data: { email, updatedAt: now } });
}

export type EmailUndo = {
  id: string;
  userId: string;
  oldEmail: string;
  confirmedAt: Date;
  user: { name: string; email: string };
};

/** The way back of a link that still works. Looking uses nothing up. */
export async function selectEmailUndo(
  tx: SystemTx,
  undoTokenHash: Digest,
  now: Date,
): Promise<EmailUndo | null> {
  const found = await tx.emailChange.findFirst({
    where: { undoTokenHash, undoneAt: null, undoExpiresAt: { gt: now } },
    select: {
      id: true,
      userId: true,
      oldEmail: true,
      confirmedAt: true,
      user: { select: { name: true, email: true } },
    },
  });
  return found?.confirmedAt ? { ...found, confirmedAt: found.confirmedAt } : null;
}

/** Uses up a way back; whoever comes second gets false. */
export async function consumeEmailUndo(
  tx: SystemTx,
  changeId: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.emailChange.updateMany({
    where: { id: changeId, undoneAt: null, undoExpiresAt: { gt: now } },
    data: { undoneAt: now },
  });
  return count === 1;
}

/**
 * Makes the ways back to an address last as long as those that lead on from it. Else somebody who took an account away,
 * and from whom it came back by a further change and not by an undo, could wait for the first to end and use their own.
 */
export async function prolongEmailUndos(
  tx: SystemTx,
  { userId, oldEmail, now, until }: { userId: string; oldEmail: string; now: Date; until: Date },
): Promise<void> {
  await tx.emailChange.updateMany({
    where: { userId, oldEmail, undoneAt: null, undoExpiresAt: { gt: now } },
    data: { undoExpiresAt: until },
  });
}

/**
 * Ends the ways back of the changes that came after one that is undone, and frees their addresses: they lead to where a
 * thief may read the mail. Those of changes before it lead further back, and stay.
 */
export async function endLaterEmailUndos(
  tx: SystemTx,
  { id, userId, confirmedAt }: Pick<EmailUndo, 'id' | 'userId' | 'confirmedAt'>,
  now: Date,
): Promise<void> {
  await tx.emailChange.updateMany({
    where: {
      userId,
      id: { not: id },
      confirmedAt: { gte: confirmedAt },
      undoneAt: null,
      undoExpiresAt: { gt: now },
    },
    data: { undoExpiresAt: now },
  });
}
