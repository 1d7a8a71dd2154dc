import { expect, test } from 'vitest';
import { lastOpened } from './model';

const at = (name: string, time: string | null) => ({
  name,
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
