import { describe, expect, test } from 'vitest';
import {
  decideDisable,
  decideEnable,
  mayHoldKeys,
  stateOf,
  statusAfterHandOver,
  type KeyStatus,
} from './model';

const now = new Date('2026-11-21T12:00:00.000Z');
const at = (ms: number) => new Date(now.getTime() + ms);

describe('stateOf', () => {
  test.each([
    ['active', null, 'active'],
    ['active', at(1), 'active'],
    ['active', at(0), 'expired'],
    ['active', at(-1), 'expired'],
    ['disabled', at(-1), 'expired'],
    ['suspended', at(-1), 'expired'],
    ['suspended', at(1), 'suspended'],
    ['revoked', at(-1), 'revoked'],
    ['revoked', null, 'revoked'],
  ] as [KeyStatus, Date | null, string][])('%s until %j is %s', (status, expiresAt, state) => {
    expect(stateOf({ status, expiresAt }, now)).toBe(state);
  });
});

describe('mayHoldKeys', () => {
  test.each([
    ['admin', [], true],
    ['developer', ['t'], true],
    ['developer', ['other'], false],
    ['billing-manager', ['t'], false],
    ['read-only', ['t'], false],
  ] as const)('%s in %j: %s', (role, teamIds, may) => {
    expect(mayHoldKeys({ role, teamIds }, 't')).toBe(may);
  });
});

test('a key that ended is neither switched on nor off', () => {
  for (const state of ['revoked', 'expired'] as const) {
    expect([decideDisable(state), decideEnable(state, true)]).toEqual([state, state]);
  }
});

test('a suspended key can be switched off, and on only for an owner who may hold it', () => {
  expect(decideDisable('suspended')).toBe('change');
  expect(decideEnable('suspended', false)).toBe('owner-lost-right');
  expect(decideEnable('disabled', false)).toBe('owner-lost-right');
  expect(decideEnable('disabled', true)).toBe('change');
  expect(decideEnable('active', false)).toBe('unchanged');
});

test.each([
  ['active', true, 'active'],
  ['active', false, 'active'],
  ['disabled', true, 'disabled'],
  ['suspended', true, 'active'],
  ['suspended', false, 'disabled'],
] as const)('%s, handed over by who may hold it (%s), is %s', (status, mayHold, after) => {
  expect(statusAfterHandOver(status, mayHold)).toBe(after);
});
