import { generateSync, ScureBase32Plugin } from 'otplib';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '@/lib/platform/random';
import { acceptedStep, createTotpSecret, totpUri } from './totp';

const secretOf = (text: string) =>
  new ScureBase32Plugin().encode(Buffer.from(text), { padding: false });
const at = (seconds: number) => new Date(seconds * 1000);
const never = -1;

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B, SHA-1: the last six of the eight digits.
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('are those of RFC 6238 at %i', (seconds, code, step) => {
    const secret = secretOf('12345678901234567890');
    expect(acceptedStep(secret, code, { now: at(seconds), lastStep: never })).toBe(step);
  });

  const secret = createTotpSecret(systemRandom);
  const codeAt = (seconds: number) => generateSync({ secret, epoch: seconds });
  const now = 1_000_000_020;
  const accept = (code: string, lastStep = never) =>
    acceptedStep(secret, code, { now: at(now), lastStep });

  it.each([
    [-60, false],
    [-30, true],
    [0, true],
    [30, true],
    [60, false],
  ])('of a clock %i seconds away are accepted: %s', (drift, accepted) => {
    expect(accept(codeAt(now + drift)) !== null).toBe(accepted);
  });

  it('are accepted for no step up to the last one that was used', () => {
    const step = accept(codeAt(now))!;
    expect(accept(codeAt(now), step)).toBeNull();
    expect(accept(codeAt(now - 30), step)).toBeNull();
    expect(accept(codeAt(now + 30), step)).toBe(step + 1);
  });

  it('are refused, and no fault, where the clock went back', () => {
    expect(accept(codeAt(now), Math.floor(now / 30) + 5)).toBeNull();
  });

  it.each([
    '',
    '12345',
    '1234567',
    '12345a',
    '１２３４５６',
    '-12345',
    '1e5555',
    '12 345',
    '\u0000'.repeat(6),
  ])('are refused as any wrong one where they are malformed: %j', (code) => {
    expect(accept(code)).toBeNull();
  });
});

describe('the secret', () => {
  it('has 160 bits in base32 without padding', () => {
    expect(createTotpSecret(systemRandom)).toMatch(/^[A-Z2-7]{32}$/);
  });

  it('lets no name add a parameter to the address in the QR code', () => {
    const uri = new URL(totpUri('ABC', 'a&issuer=Evil?secret=X#y@b.test'));
    expect(uri.searchParams.getAll('issuer')).toEqual(['Gatehouse']);
    expect(uri.searchParams.getAll('secret')).toEqual(['ABC']);
  });
});
