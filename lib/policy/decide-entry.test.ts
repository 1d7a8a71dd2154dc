import { describe, expect, test } from 'vitest';
import { decideEntry, type EntryFacts } from './decide-entry';
import { entryPolicyOf, openPolicy as openToAll } from './model';

const openPolicy = entryPolicyOf(openToAll);
const at = (day: number, second = 0) => new Date(Date.UTC(2026, 10, day, 0, 0, second));
const sessionOf = (day: number, method = 'password') => ({
  method,
  authenticatedAt: at(day),
  lastSeenAt: at(day),
  longestPauseSeconds: 0,
});
const entry = (facts: Partial<EntryFacts>, now: Date) =>
  decideEntry(
    {
      policy: openPolicy,
      session: sessionOf(1),
      address: '192.0.2.7',
      hasSecondFactor: false,
      isBoundElsewhere: false,
      requiresSso: false,
      acceptsBreakGlass: true,
      memberSince: at(1),
      ...facts,
    },
    now,
  );

describe('a session of single sign-on', () => {
  const saml = sessionOf(1, 'saml');

  test('opens the organization of its connection alone', () => {
    expect(entry({ session: saml }, at(1))).toMatchObject({ status: 'open' });
    expect(entry({ session: saml, isBoundElsewhere: true }, at(1))).toEqual({
      status: 'bound-elsewhere',
    });
  });

  test('is what an address takes whose domain requires it, and a printed code of an Admin', () => {
    const statusOf = (method: string) =>
      entry({ session: sessionOf(1, method), requiresSso: true }, at(1)).status;
    expect(['saml', 'saml+totp', 'break-glass+totp'].map(statusOf)).toEqual([
      'open',
      'open',
      'open',
    ]);
    expect(['password', 'password+totp', 'google', 'samlx', ''].map(statusOf)).toEqual([
      ...Array.from({ length: 5 }, () => 'sso-required'),
    ]);
  });

  test('by a printed code is one by password, where the person is no Admin with a code', () => {
    const session = sessionOf(1, 'break-glass+totp');
    const elsewhere = { session, acceptsBreakGlass: false };
    const statusOf = (...allowedMethods: string[]) =>
      entry({ ...elsewhere, policy: { ...openPolicy, allowedMethods } }, at(1)).status;
    expect(entry({ ...elsewhere, requiresSso: true }, at(1)).status).toBe('sso-required');
    expect(statusOf('google', 'saml')).toBe('method-refused');
    expect(statusOf('password')).toBe('open');
    expect(statusOf()).toBe('open');
  });

  test('needs no second factor here, since the company asks for its own', () => {
    const policy = { ...openPolicy, mfaRequiredAt: at(1), mfaGraceDays: 0 };
    expect(entry({ session: saml, policy }, at(9))).toEqual({ status: 'open', enrolBy: null });
    expect(entry({ policy }, at(9))).toMatchObject({ status: 'mfa-required' });
  });

  test('obeys which methods are allowed; a printed code opens where single sign-on is required', () => {
    const policy = { ...openPolicy, allowedMethods: ['google'] };
    expect(entry({ session: saml, policy }, at(1))).toMatchObject({ status: 'method-refused' });
    const byCode = { session: sessionOf(1, 'break-glass+totp'), policy };
    expect(entry({ ...byCode, requiresSso: true }, at(1))).toMatchObject({ status: 'open' });
    // In another organization it is a password.
    const elsewhere = { ...byCode, acceptsBreakGlass: false };
    expect(entry(elsewhere, at(1))).toMatchObject({ status: 'method-refused' });
  });
});

describe('entering an organization', () => {
  test('takes a session and nothing else, where it demands nothing', () => {
    expect(entry({}, at(20))).toEqual({ status: 'open', enrolBy: null });
  });

  const required = { ...openPolicy, mfaRequiredAt: at(10), mfaGraceDays: 5 };

  test('is open without a second factor to the last moment of the days of grace', () => {
    const open = { status: 'open', enrolBy: at(15) };
    expect(entry({ policy: required }, new Date(at(15).getTime() - 1))).toEqual(open);
    expect(entry({ policy: required }, at(15))).toEqual({ status: 'mfa-required', since: at(15) });
  });

  test('gives whoever joins later as many days', () => {
    const facts = { policy: required, memberSince: at(14) };
    expect(entry(facts, at(18))).toEqual({ status: 'open', enrolBy: at(19) });
    expect(entry(facts, at(19))).toMatchObject({ status: 'mfa-required' });
  });

  test('asks at once, where there are no days of grace', () => {
    const policy = { ...required, mfaGraceDays: 0 };
    expect(entry({ policy }, at(10))).toMatchObject({ status: 'mfa-required' });
  });

  test('is open to whoever has a second factor', () => {
    expect(entry({ policy: required, hasSecondFactor: true }, at(28))).toEqual({
      status: 'open',
      enrolBy: null,
    });
  });

  test.each([
    ['google', 'open'],
    ['google+totp', 'open'],
    ['password', 'method-refused'],
    ['password+totp', 'method-refused'],
    ['something-new', 'method-refused'],
    ['', 'method-refused'],
  ])('with Google alone allowed, a session by %j is %s', (sessionMethod, status) => {
    const policy = { ...openPolicy, allowedMethods: ['google'] };
    expect(entry({ policy, session: sessionOf(1, sessionMethod) }, at(20)).status).toBe(status);
  });

  const seconds = (count: number) => new Date(at(1).getTime() + count * 1000);

  test('asks for a fresh sign-in from the very second in which the session is too old, however it is used', () => {
    const policy = { ...openPolicy, sessionAbsoluteMinutes: 60 };
    const session = { ...sessionOf(1), lastSeenAt: seconds(3599) };
    expect(entry({ policy, session }, seconds(3599))).toMatchObject({ status: 'open' });
    expect(entry({ policy, session }, seconds(3600))).toEqual({
      status: 'sign-in-again',
      because: 'age',
      afterMinutes: 60,
    });
  });

  test('asks for one from the very second in which the session was left alone for too long', () => {
    const policy = { ...openPolicy, sessionIdleMinutes: 15 };
    expect(entry({ policy }, seconds(899))).toMatchObject({ status: 'open' });
    expect(entry({ policy }, seconds(900))).toEqual({
      status: 'sign-in-again',
      because: 'pause',
      afterMinutes: 15,
    });
  });

  test('does not forget a pause that was too long once the session is used again', () => {
    const policy = { ...openPolicy, sessionIdleMinutes: 15 };
    const session = { ...sessionOf(1), lastSeenAt: seconds(1000), longestPauseSeconds: 1000 };
    expect(entry({ policy, session }, seconds(1001))).toMatchObject({ status: 'sign-in-again' });
  });

  test.each([
    ['198.51.100.7', 'open'],
    ['::ffff:198.51.100.7', 'open'],
    ['2001:db8:1::5', 'open'],
    ['198.51.101.7', 'ip-not-allowed'],
    ['2001:db8:2::5', 'ip-not-allowed'],
    ['198.51.100.7, 1.2.3.4', 'ip-not-allowed'],
    [null, 'ip-not-allowed'],
  ])('from %s is %s, where it opens to certain ranges', (address, status) => {
    const policy = { ...openPolicy, consoleIpRanges: ['198.51.100.0/24', '2001:db8:1::/48'] };
    expect(entry({ policy, address }, at(2)).status).toBe(status);
  });

  test('says first what signing in again does not mend', () => {
    const strict = {
      ...openPolicy,
      mfaRequiredAt: at(1),
      allowedMethods: ['google'],
      sessionIdleMinutes: 15,
      consoleIpRanges: ['198.51.100.0/24'],
    };
    const statuses = [
      { policy: strict },
      { policy: { ...strict, consoleIpRanges: [] } },
      { policy: { ...strict, consoleIpRanges: [], allowedMethods: [] } },
      { policy: { ...openPolicy, mfaRequiredAt: at(1) } },
    ].map((facts) => entry(facts, at(20)).status);
    expect(statuses).toEqual(['ip-not-allowed', 'method-refused', 'sign-in-again', 'mfa-required']);
  });
});
