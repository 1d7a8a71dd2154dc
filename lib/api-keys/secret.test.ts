import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSecret,
  hashSecret,
  hintOf,
  parseSecret,
  secretPrefixes,
  type KeyKind,
} from './secret';

const kinds = Object.keys(secretPrefixes) as KeyKind[];
const drawn = (bytes: Uint8Array) => ({ bytes: () => Buffer.from(bytes), below: () => 0 });
const anySecret = fc
  .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom(...kinds))
  .map(([bytes, kind]) => ({ kind, secret: createSecret(drawn(bytes), kind) }));

describe('secrets', () => {
  it('have known texts for known bytes (vectors made with Python)', () => {
    const counting = Uint8Array.from({ length: 32 }, (_, index) => index);
    const vectors: [KeyKind, Uint8Array, string][] = [
      ['general', new Uint8Array(32), 'sk-api-00000000000000000000000000000000000000000002zGGs4'],
      [
        'organization-token',
        new Uint8Array(32).fill(255),
        'sk-org-yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp13biwfW',
      ],
      ['service-account', counting, 'sk-svc-003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf0hkRRi'],
    ];
    for (const [kind, bytes, secret] of vectors) {
      expect(createSecret(drawn(bytes), kind)).toBe(secret);
      expect(parseSecret(secret)).toBe(kind);
    }
  });

  it('parse to the kind they were made for', () => {
    fc.assert(fc.property(anySecret, ({ kind, secret }) => parseSecret(secret) === kind));
  });

  it('are fixed in length and alphabet', () => {
    fc.assert(
      fc.property(anySecret, ({ kind, secret }) => {
        const tail = secret.slice(secretPrefixes[kind].length);
        return secret.startsWith(secretPrefixes[kind]) && /^[0-9A-Za-z]{49}$/.test(tail);
      }),
    );
  });

  it('stand for their bytes: different bytes, different secrets', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const same = Buffer.compare(a, b) === 0;
        return same === (createSecret(drawn(a), 'general') === createSecret(drawn(b), 'general'));
      }),
    );
  });

  it('with one character changed, or two neighbours swapped, are refused without a query', () => {
    const other = fc.stringMatching(/^[0-9A-Za-z]$/);
    fc.assert(
      fc.property(anySecret, fc.nat(), other, ({ secret }, position, character) => {
        const at = position % secret.length;
        const mistyped = secret.slice(0, at) + character + secret.slice(at + 1);
        const swapped =
          secret.slice(0, at) +
          secret.slice(at + 1, at + 2) +
          secret.slice(at, at + 1) +
          secret.slice(at + 2);
        return (
          (mistyped === secret || parseSecret(mistyped) === null) &&
          (swapped === secret || parseSecret(swapped) === null)
        );
      }),
    );
  });

  it('refuse whatever else is presented', () => {
    const secret = createSecret(drawn(new Uint8Array(32).fill(7)), 'general');
    const strange = ['', 'sk-api-', ` ${secret}`, `${secret} `, `${secret}0`, secret.slice(0, -1)];
    strange.push(
      secret.toUpperCase(),
      secret.replace('sk-api-', 'sk-svc-'),
      `sk-api-${'z'.repeat(49)}`,
    );
    strange.push(`${secret}\n`, secret.replace('k', 'ｋ'), '__proto__', 'x'.repeat(1_000_000));
    for (const text of strange) expect(parseSecret(text)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => parseSecret(text) === null));
  });

  it('are known by their SHA-256', () => {
    fc.assert(
      fc.property(anySecret, ({ secret }) => {
        const expected = createHash('sha256').update(secret).digest();
        return Buffer.compare(hashSecret(secret), expected) === 0;
      }),
    );
  });

  it('are hinted at by prefix and the last four characters', () => {
    const secret = createSecret(drawn(new Uint8Array(32)), 'subscription');
    expect(hintOf(secret)).toBe(`sk-cp-…${secret.slice(-4)}`);
    expect(() => hintOf('hunter2')).toThrow('not a secret of ours');
  });
});
