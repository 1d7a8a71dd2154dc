import { expect, test } from 'vitest';
import { membersShutOut } from './model';

const members = [
  { methods: [], count: 1, names: ['Zoe'] },
  { methods: ['password'], count: 7, names: ['Ada', 'Bea', 'Cleo', 'Dora', 'Eve'] },
  { methods: ['google', 'password'], count: 1, names: ['Gil'] },
  { methods: ['github'], count: 2, names: ['bob', 'Hal'] },
];

test.each([
  [['password', 'google', 'github'], { count: 1, names: ['Zoe'] }],
  [['password'], { count: 3, names: ['bob', 'Hal', 'Zoe'] }],
  [['google'], { count: 10, names: ['Ada', 'Bea', 'bob', 'Cleo', 'Dora'] }],
])('%j shuts out whoever has none of them, the first by name', (allowed, expected) => {
  expect(membersShutOut(members, allowed)).toEqual(expected);
});
