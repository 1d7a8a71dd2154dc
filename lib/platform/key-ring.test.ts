import { describe, expect, it } from 'vitest';
import { createKeyRing } from './key-ring';
import { systemRandom } from './random';

const ring = (...secrets: [string, ...string[]]) => createKeyRing(secrets, 'totp', systemRandom);

describe('a key ring', () => {
  it('opens what an earlier secret sealed, and seals with the current one', () => {
    const before = ring('first').seal('text', 'user-1');
    const after = ring('second', 'first');
    expect(after.open(before, 'user-1')).toBe('text');
    expect(after.seal('text', 'user-1').keyId).toBe(after.currentKeyId);
    expect(after.currentKeyId).not.toBe(before.keyId);
  });

  it('opens nothing for another person, and nothing of a secret that it does not know', () => {
    const sealed = ring('first').seal('text', 'user-1');
    expect(() => ring('first').open(sealed, 'user-2')).toThrow();
    expect(() => ring('second').open(sealed, 'user-1')).toThrow('APP_SECRET_PREVIOUS');
  });

  it('has keys of its own for each purpose', () => {
    const sealed = createKeyRing(['first'], 'other', systemRandom).seal('text', 'user-1');
    expect(() => ring('first').open(sealed, 'user-1')).toThrow();
  });
});
