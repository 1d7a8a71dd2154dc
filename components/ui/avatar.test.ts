import { expect, test } from 'vitest';
import { initialsOf } from './avatar';

test.each([
  ['Ada Lovelace', 2, 'AL'],
  ['Łukasz van der Berg', 2, 'ŁB'],
  ['ada@example.com', 2, 'AC'],
  ['Prince', 2, 'P'],
  ['Acme Robotics', 1, 'A'],
  ['  ', 2, '?'],
  ['😀 Smile', 2, '😀S'],
])('the initials of %j, %d of them, are %j', (name, count, expected) => {
  expect(initialsOf(name, count)).toBe(expected);
});
