import { describe, expect, it } from 'vitest';
import { systemRandom } from '@/lib/platform/random';
import { createRecoveryCodes, hashRecoveryCode, normalizeRecoveryCode } from './recovery-codes';

describe('recovery codes', () => {
  it('are ten different ones in a shape that people can copy', () => {
    const codes = createRecoveryCodes(systemRandom);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it.each([
    ['abcd-efgh-jkmn-pqrs', 'ABCDEFGHJKMNPQRS'],
    [' ABCD EFGH JKMN PQRS ', 'ABCDEFGHJKMNPQRS'],
    ['ABCD-EFGH-JKMN-OIL0', 'ABCDEFGHJKMN0110'],
  ])('are known however they are typed: %j', (typed, code) => {
    expect(normalizeRecoveryCode(typed)).toBe(code);
  });

  it.each(['', '123456', 'ABCD-EFGH-JKMN-PQR', 'ABCD-EFGH-JKMN-PQRSU', 'ABCD-EFGH-JKMN-PQR\u0000'])(
    'are nothing else: %j',
    (typed) => {
      expect(normalizeRecoveryCode(typed)).toBeNull();
    },
  );

  it('have another digest for another person', () => {
    expect(hashRecoveryCode('a', 'ABCD')).not.toEqual(hashRecoveryCode('b', 'ABCD'));
  });
});
