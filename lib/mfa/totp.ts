import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import type { Random } from '@/lib/platform/random';

const secretBytes = 20;
export const periodSeconds = 30;

/** A fresh secret of 160 bits (RFC 4226 §4, R6), in base32 as authenticator apps take it. */
export function createTotpSecret(random: Random): string {
  return new ScureBase32Plugin().encode(random.bytes(secretBytes), { padding: false });
}

/** What the QR code holds (Key Uri Format). Name and address are encoded, so that neither can add a parameter. */
export function totpUri(secret: string, account: string): string {
  return generateURI({ issuer: 'Gatehouse', label: account, secret });
}

/**
 * The time step of which this is the code (RFC 6238: SHA-1, six digits, thirty seconds), one step either side of now
 * for clocks that go wrong (§5.2), and later than any that was accepted before, so that no code works twice. Null for
 * every other text.
 */
export function acceptedStep(
  secret: string,
  code: string,
  { now, lastStep }: { now: Date; lastStep: number },
): number | null {
  const latest = Math.floor(now.getTime() / 1000 / periodSeconds) + 1;
  // Where the clock went back, otplib throws at what is no fault of the code's.
  if (!/^\d{6}$/.test(code) || lastStep >= latest) return null;
  const result = verifySync({
    secret,
    token: code,
    epoch: Math.floor(now.getTime() / 1000),
    period: periodSeconds,
    epochTolerance: periodSeconds,
    ...(lastStep >= 0 ? { afterTimeStep: lastStep } : {}),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
