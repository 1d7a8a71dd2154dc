import { describe, expect, test } from 'vitest';
import { debtsOf, type Debtor } from './debts';
import type { Demands } from './model';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const nothing: Demands = {
  mfaRequiredAt: null,
  mfaGraceDays: 0,
  methods: null,
  singleSignOn: [],
};
const kindsOf = (member: Partial<Debtor>, demands: Partial<Demands>) =>
  debtsOf(
    { email: 'ada@acme.example', hasMfa: false, methods: ['password'], joinedAt: at(1), ...member },
    { ...nothing, ...demands },
    at(10),
  ).map(({ kind }) => kind);

test('nobody owes what is not asked', () => {
  expect(kindsOf({ methods: [] }, {})).toEqual([]);
});

describe('a second factor', () => {
  const demands = { mfaRequiredAt: at(5), mfaGraceDays: 7 };
  test('is owed until there is one, by everybody who does not come by single sign-on', () => {
    expect(kindsOf({}, demands)).toEqual(['second-factor']);
    expect(kindsOf({ hasMfa: true }, demands)).toEqual([]);
    expect(kindsOf({ methods: ['password', 'saml'] }, demands)).toEqual([]);
    expect(
      kindsOf({ methods: ['password', 'saml'] }, { ...demands, methods: ['password'] }),
    ).toEqual(['second-factor']);
  });

  test.each([
    [1, 12, false],
    [7, 14, false],
    [1, 12, true],
  ])('of who joined on the %dth is due on the %dth', (joined, due, isLater) => {
    const member = { email: 'a@b.example', hasMfa: false, methods: [], joinedAt: at(joined) };
    expect(debtsOf(member, { ...nothing, ...demands }, at(isLater ? due : due - 1))).toEqual([
      { kind: 'second-factor', dueAt: at(due), isOverdue: isLater },
    ]);
  });
});

test('an accepted method is owed by who has none of them, and of none at all by everybody', () => {
  expect(kindsOf({}, { methods: ['google', 'password'] })).toEqual([]);
  expect(kindsOf({}, { methods: ['google', 'saml'] })).toEqual(['method']);
  expect(kindsOf({ methods: ['password', 'google', 'saml'] }, { methods: [] })).toEqual(['method']);
});

describe('single sign-on', () => {
  const demands = { singleSignOn: ['acme.example'], mfaRequiredAt: at(1), methods: [] };
  test('is all that an address of a domain owes which requires it', () => {
    expect(kindsOf({}, demands)).toEqual(['single-sign-on']);
    expect(kindsOf({ methods: ['saml'] }, demands)).toEqual([]);
  });

  test('is asked of no other address, not below the domain either', () => {
    for (const email of [
      'ada@mail.acme.example',
      'ada@acme.example.org',
      'acme.example@x.example',
    ]) {
      expect(kindsOf({ email }, demands)).toEqual(['second-factor', 'method']);
    }
  });
});
