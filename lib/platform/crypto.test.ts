import { describe, expect, it } from 'vitest';
import { createVault, deriveKey, equalBytes, hmacSha256, openingAlso, sha256 } from './crypto';
import { systemRandom } from './random';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('digests', () => {
  it('are those of the standards', () => {
    expect(hex(sha256('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    // RFC 4231 §4.3
    expect(hex(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?'))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('are compared whole', () => {
    expect(equalBytes(sha256('a'), sha256('a'))).toBe(true);
    expect(equalBytes(sha256('a'), sha256('b'))).toBe(false);
    expect(equalBytes(sha256('a'), sha256('a').subarray(1))).toBe(false);
  });
});

describe('deriveKey', () => {
  it('gives each purpose a key of its own', () => {
    const keys = ['mail', 'codes'].map((purpose) => hex(deriveKey('s'.repeat(32), purpose)));
    expect(new Set(keys).size).toBe(2);
    expect(keys.every((key) => key.length === 64)).toBe(true);
  });
});

describe('the vault', () => {
  const vault = createVault(deriveKey('s'.repeat(32), 'mail'), systemRandom);
  const sealed = vault.seal('a live link', 'row 1');

  it('opens what it sealed, in the same context', () => {
    expect(vault.open(sealed, 'row 1')).toBe('a live link');
  });

  it('seals the same text differently each time', () => {
    expect(hex(vault.seal('a live link', 'row 1'))).not.toBe(hex(sealed));
  });

  it('opens what any of several earlier ones sealed, and seals as the current one', () => {
    const vaults = ['third', 'second', 'first'].map((secret) =>
      createVault(deriveKey(secret, 'mail'), systemRandom),
    );
    const several = vaults.reduce(openingAlso);
    for (const one of vaults) {
      const text = one.seal('a live link', 'row 1');
      expect(several.open(text, 'row 1')).toBe('a live link');
      expect(() => several.open(text, 'row 2')).toThrow();
    }
    expect(vaults[0]?.open(several.seal('a live link', 'row 1'), 'row 1')).toBe('a live link');
    expect(() => several.open(sealed, 'row 1')).toThrow();
  });

  it('refuses another row, another key, and any changed byte', () => {
    expect(() => vault.open(sealed, 'row 2')).toThrow();
    const other = createVault(deriveKey('t'.repeat(32), 'mail'), systemRandom);
    expect(() => other.open(sealed, 'row 1')).toThrow();
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(() => vault.open(changed, 'row 1')).toThrow();
    }
  });
});
