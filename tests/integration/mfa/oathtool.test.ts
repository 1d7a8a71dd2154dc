import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { acceptedStep, createTotpSecret, periodSeconds } from '@/lib/mfa/totp';
import { systemRandom } from '@/lib/platform/random';
import { hasProgram } from '@/tests/support/peers';

/** The code of each of `steps` steps from an instant on, as the OATH Toolkit computes it. */
function codesOf(secret: string, epoch: number, steps: number): string[] {
  const args = ['--totp', '--base32', `--now=@${epoch}`, `--window=${steps - 1}`, secret];
  return execFileSync('oathtool', args, { encoding: 'utf8' }).trim().split('\n');
}

describe.skipIf(!hasProgram('oathtool'))('codes of the OATH Toolkit', () => {
  test('a thousand of them, of 50 random secrets at random times, are accepted at their step and at no other', () => {
    let checked = 0;
    for (let count = 0; count < 50; count += 1) {
      const secret = createTotpSecret(systemRandom);
      // Up to the year 2100: past 2038, and past where 31 bits of steps would end.
      const epoch = randomInt(0, 4_102_444_800);
      const codes = codesOf(secret, epoch, 20);
      expect(codes).toHaveLength(20);
      codes.forEach((code, index) => {
        const at = (steps: number) => new Date((epoch + (index + steps) * periodSeconds) * 1000);
        const step = Math.floor(epoch / periodSeconds) + index;
        expect(acceptedStep(secret, code, { now: at(0), lastStep: -1 })).toBe(step);
        expect(acceptedStep(secret, code, { now: at(0), lastStep: step })).toBeNull();
        checked += 1;
      });
    }
    expect(checked).toBe(1000);
  });
});
