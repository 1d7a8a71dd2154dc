import { describe, expect, test } from 'vitest';
import { openPolicy } from '@/lib/policy/model';
import { decideEntry, type EntryFacts } from './decide-entry';

const at = (day: number, second = 0) => new Date(Date.UTC(2026, 10, day, 0, 0, second));
const entry = (facts: Partial<EntryFacts>, now: Date) =>
  decideEntry(
    {
      policy: openPolicy,
      sessionMethod: 'password',
      hasSecondFactor: false,
      memberSince: at(1),
      ...facts,
    },
    now,
  );

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
    expect(entry({ policy, sessionMethod }, at(20)).status).toBe(status);
  });
});
