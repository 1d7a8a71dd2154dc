import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAccount } from './decide-account';

const user = { id: 'u', name: 'Ada', email: 'ada@acme.example', timeZone: 'UTC' };
const facts = fc.record({
  isVerified: fc.boolean(),
  provisions: fc.boolean(),
  user: fc.constantFrom(null, user),
  isMember: fc.boolean(),
  isInvited: fc.boolean(),
});

describe('an identity provider', () => {
  test('is believed about no address beyond the verified domains', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const decided = decideAccount({ ...given, isVerified: false });
        expect(decided).toBe('no-domain');
      }),
    );
  });

  test('gets into an account that is there only as a member or by an invitation', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const decided = decideAccount({ ...given, isVerified: true, user });
        expect(decided).toBe(given.isMember || given.isInvited ? 'link' : 'not-member');
      }),
    );
  });

  test.each([
    { isInvited: true, provisions: false, decided: 'create' },
    { isInvited: false, provisions: true, decided: 'create' },
    { isInvited: false, provisions: false, decided: 'not-member' },
  ])('makes a new account: %o', ({ decided, ...given }) => {
    const nobody = { user: null, isMember: false, isVerified: true };
    expect(decideAccount({ ...nobody, ...given })).toBe(decided);
  });
});
