import { describe, expect, test } from 'vitest';
import { decideGithubIdentity, decideGoogleIdentity } from './claims';

const settings = { issuer: 'https://accounts.google.com' };
const claims = {
  iss: settings.issuer,
  sub: '110169484474386276334',
  email: 'Ada@Example.com',
  email_verified: true,
  name: 'Ada Byron',
};
const google = (changes: object) => decideGoogleIdentity({ ...claims, ...changes }, settings);

describe('of Google', () => {
  test('the subject is who it is, and a verified address is taken in our own form', () => {
    expect(google({})).toEqual({
      provider: 'google',
      subject: claims.sub,
      email: 'ada@example.com',
      name: 'Ada Byron',
      authenticatedAt: null,
    });
  });

  test.each(['https://accounts.google.com/', 'accounts.google.com', 'https://evil.example', 7])(
    'nothing is believed that names another issuer: %j',
    (iss) => {
      expect(google({ iss })).toBeNull();
    },
  );

  test.each(['', undefined, null, 7, 'x'.repeat(256)])('nothing without a subject: %j', (sub) => {
    expect(google({ sub })).toBeNull();
  });

  test.each([false, 'true', 'false', 1, null, undefined])(
    'an address counts for nothing where email_verified is %j',
    (email_verified) => {
      expect(google({ email_verified })?.email).toBeNull();
    },
  );

  test.each([
    '',
    'ada',
    'ada@byron',
    'a@b.test,c@d.test',
    'admin＠corp.test',
    7,
    undefined,
    ['a@b.c'],
  ])('what is no address is none: %j', (email) => {
    expect(google({ email })?.email).toBeNull();
  });

  test.each([
    ['Ada Byron', 'Ada Byron'],
    ['  Ada  ', 'Ada'],
    ['A'.repeat(300), 'A'.repeat(80)],
    ['\u202eevil', 'Ada'],
    ['', 'Ada'],
    [undefined, 'Ada'],
    [{ first: 'Ada' }, 'Ada'],
  ])('the name %j becomes %j', (name, expected) => {
    expect(google({ name })?.name).toBe(expected);
  });

  test.each([null, undefined, 'claims', [], 7])(
    'what is no claims at all is nobody: %j',
    (what) => {
      expect(decideGoogleIdentity(what, settings)).toBeNull();
    },
  );

  test('when somebody proved themselves there is read where it is said', () => {
    const at = new Date(1_700_000_000_000);
    expect(google({ auth_time: 1_700_000_000 })?.authenticatedAt).toEqual(at);
    for (const auth_time of [undefined, 'now', NaN]) {
      expect(google({ auth_time })?.authenticatedAt).toBeNull();
    }
  });
});

describe('of GitHub', () => {
  const user = { id: 583231, login: 'octocat', name: 'Ada Byron', email: 'public@example.com' };
  const primary = { email: 'Ada@Example.com', primary: true, verified: true };

  test('the number is who it is, whatever the login becomes', () => {
    const before = decideGithubIdentity(user, [primary]);
    const after = decideGithubIdentity({ ...user, login: 'renamed' }, [primary]);
    expect([before?.subject, after?.subject]).toEqual(['583231', '583231']);
    expect(before?.email).toBe('ada@example.com');
  });

  test.each([
    ['unverified', [{ ...primary, verified: false }]],
    ['not the primary one', [{ ...primary, primary: false }]],
    ['verified by something like true', [{ ...primary, verified: 'true' }]],
    ['of no list', { message: 'Not Found' }],
    ['missing', []],
  ])('an address that is %s counts for nothing, nor does that of the profile', (_, emails) => {
    expect(decideGithubIdentity(user, emails)?.email).toBeNull();
  });

  test.each(['583231', 0, -1, 1.5, null, undefined, 2 ** 60])('nobody has the number %j', (id) => {
    expect(decideGithubIdentity({ ...user, id }, [primary])).toBeNull();
  });

  test('without a name the login is one', () => {
    expect(decideGithubIdentity({ ...user, name: null }, [primary])?.name).toBe('octocat');
  });
});
