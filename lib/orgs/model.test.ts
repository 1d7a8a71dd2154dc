import { expect, test } from 'vitest';
import { decideDeparture, lastOpened, type OrganizationStatus } from './model';

const at = (name: string, time: string | null, status: OrganizationStatus = 'active') => ({
  name,
  status,
  lastActiveAt: time === null ? null : new Date(time),
});

test.each([
  ['nowhere without any', [], undefined],
  ['where they were last', ['2026-01-01', '2026-03-01', '2026-02-01'], '2'],
  ['the first of those never opened', [null, null], '1'],
  ['an opened one before one that never was', [null, '2026-01-01'], '2'],
])('a person goes on %s', (_, times, expected) => {
  const organizations = times.map((time, index) => at(String(index + 1), time));
  expect(lastOpened(organizations)?.name).toBe(expected);
});

test('a person goes on into an organization that is being deleted only where there is no other', () => {
  const going = at('going', '2026-05-01', 'deleting');
  expect(lastOpened([going, at('kept', null)])?.name).toBe('kept');
  expect(lastOpened([going])?.name).toBe('going');
});

test.each([
  ['admin', 1, 'last-admin'],
  ['admin', 2, 'go'],
  ['developer', 1, 'go'],
] as const)('%s among %i Admins: %s', (role, adminCount, decision) => {
  expect(decideDeparture(role, adminCount)).toBe(decision);
});
