import { verify } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { createPasswordHasher, HasherBusy } from './password-hasher';

describe('the password hasher', () => {
  const hasher = createPasswordHasher(2, 3);

  it('makes argon2id at OWASP’s setting and verifies it', async () => {
    const passwordHash = await hasher.hash('quiet-harbour-lantern-27');
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify(passwordHash, 'quiet-harbour-lantern-27')).toBe(true);
    expect(await hasher.verify(passwordHash, 'quiet-harbour-lantern-28')).toBe(false);
  });

  it('tells apart passwords that share their first 72 bytes', async () => {
    const passwordHash = await hasher.hash(`${'x'.repeat(72)}a`);
    expect(await hasher.verify(passwordHash, `${'x'.repeat(72)}b`)).toBe(false);
  });

  it('spends its work on the decoy, which no password opens', async () => {
    expect(await hasher.verify(hasher.decoy, '')).toBe(false);
    // A hash that cannot be read would be refused without any work, and tell that there is no account.
    await expect(verify(hasher.decoy, 'x')).resolves.toBe(false);
  });

  it('reads a broken hash as a wrong password', async () => {
    expect(await hasher.verify('not a hash', 'x')).toBe(false);
  });

  it('refuses past its line instead of growing it', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => hasher.hash('quiet-harbour')),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(5);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.every((outcome) => outcome.reason instanceof HasherBusy)).toBe(true);
    await expect(hasher.hash('after the rush')).resolves.toContain('$argon2id$');
  });
});
