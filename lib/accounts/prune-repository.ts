import type { SystemTx } from '@/lib/platform/db';

/** Deletes what has ended: sign-ups, links, counters, and devices not seen since `deviceSeenBefore`. */
export async function deleteEnded(
  tx: SystemTx,
  now: Date,
  deviceSeenBefore: Date,
): Promise<Record<'signUps' | 'links' | 'counters' | 'devices', number>> {
  const ended = { where: { expiresAt: { lt: now } } };
  const signUps = await tx.signUpAttempt.deleteMany(ended);
  const links = await tx.linkToken.deleteMany(ended);
  // A confirmed change of address stays as long as it can be undone.
  await tx.emailChange.deleteMany({
    where: {
      expiresAt: { lt: now },
      OR: [{ undoExpiresAt: null }, { undoExpiresAt: { lt: now } }],
    },
  });
  await tx.totpEnrolment.deleteMany(ended);
  await tx.signInChallenge.deleteMany(ended);
  await tx.oAuthHandshake.deleteMany(ended);
  const counters = await tx.attemptCounter.deleteMany({
    // Milliseconds since 1970, as rate-limiter-flexible writes them.
    where: { expire: { lt: BigInt(now.getTime()) } },
  });
  const devices = await tx.knownDevice.deleteMany({
    where: { lastSeenAt: { lt: deviceSeenBefore } },
  });
  return {
    signUps: signUps.count,
    links: links.count,
    counters: counters.count,
    devices: devices.count,
  };
}
